// Unlinking is shown at once, and asked for meanwhile; the card that follows tells how it ended.
"use strict";

const form = document.getElementById("disconnect");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true });
  document.getElementById("state").textContent = "Чаты ещё не подключены";
  document.querySelector(".row").remove();
  asked.finally(() => location.assign("/chats"));
});
