// Shows the chats as disconnected before the back end has answered; the card that follows shows the outcome.
"use strict";

const form = document.getElementById("disconnect");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const request = fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true });
  document.getElementById("state").textContent = "Чаты ещё не подключены";
  document.querySelector(".row").remove();
  request.finally(() => location.assign("/chats"));
});
