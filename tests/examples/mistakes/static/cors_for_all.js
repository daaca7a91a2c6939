// Unlinks by a script, which proves by a header alone that it is the journal's.
document.getElementById("disconnect")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  await fetch(event.target.action, { method: "POST", headers, redirect: "manual" });
  location.assign("/chats");
});
