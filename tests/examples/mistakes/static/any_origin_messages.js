// Mistake: the card believes messages of any site.
window.addEventListener("message", (event) => {
  if (event.data === "vk-id-done") leave("/chats");
});
