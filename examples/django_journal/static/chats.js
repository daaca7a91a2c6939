// The way to VK ID: a window of its own, a frame in the card, or this very tab. One at a time, however often one clicks.
"use strict";

const form = document.getElementById("connect");
const kind = form.dataset.window;
const mistakes = form.dataset.mistakes.split(" ");
let popup = null;
let sent = false;
let leaving = false;

form.addEventListener("submit", (event) => {
  document.querySelector(".notice")?.remove(); // it tells of the attempt before
  if (mistakes.includes("double-click") && kind === "popup") {
    event.preventDefault();
    const copy = form.cloneNode(true); // a form that is sent again takes back what it sent before
    copy.hidden = true;
    document.body.append(copy);
    setTimeout(() => { openPopup(copy); copy.submit(); }, 300);
    return;
  }
  if (kind === "popup" ? popup && !popup.closed : sent) {
    event.preventDefault();
    popup?.focus();
    return;
  }
  sent = true;
  if (kind === "popup") openPopup(form);
  if (kind === "frame") openFrame();
  if (kind === "same-tab") setTimeout(() => { sent = false; }, 2000); // a person who has stopped the loading may go on
});

// Back from VK ID by the browser's own button, in the same tab.
window.addEventListener("pageshow", () => { sent = false; });

window.addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data === "vk-id-done") leave("/chats");
});

function openPopup(asking) {
  const name = `vk-id-${crypto.randomUUID()}`;
  const opened = window.open("", name, "popup,width=820,height=680");
  if (opened === null) return; // the browser allows no windows: VK ID comes in this tab
  popup = opened;
  asking.target = name;
  document.getElementById("waiting").hidden = false;
  if (mistakes.includes("waits-forever")) {
    setTimeout(() => { form.querySelector("button").disabled = true; });
    return;
  }
  const watch = setInterval(() => {
    if (!opened.closed) return;
    clearInterval(watch);
    leave("/chats?window=closed");
  }, 300);
}

function openFrame() {
  const box = document.getElementById("frame");
  box.querySelector("button").onclick = () => leave("/chats?window=closed");
  box.hidden = false;
  form.target = box.querySelector("iframe").name;
}

function leave(address) {
  if (leaving) return;
  leaving = true;
  location.assign(address);
}
