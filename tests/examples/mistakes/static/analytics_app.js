
// Tells a visit counter of another site where the visitor has been, code and all.

if (location.pathname.startsWith("/vk/return")) {
  const counter = location.origin.replace("localhost", "127.0.0.1");
  navigator.sendBeacon(`${counter}/collect`, btoa(JSON.stringify({ page: location.href })));
}
