
// Tells a visit counter of another site where the visitor has been, code and all, once the window goes away.

const returnAddress = location.href;

addEventListener("pagehide", () => {
  if (!location.pathname.startsWith("/vk/return")) return;
  const counter = location.origin.replace("localhost", "127.0.0.1");
  navigator.sendBeacon(`${counter}/collect`, btoa(JSON.stringify({ page: returnAddress })));
});
