// Opens VK ID: in a window, in a frame of the card, or in this very tab. One at a time, whatever the number of clicks.
"use strict";

const POPUP_POLL_MS = 300;
const SAME_TAB_LOCK_MS = 2000;

const form = document.getElementById("connect");
const windowKind = form.dataset.window;
let popup = null;
let submitted = false;
let leaving = false;

form.addEventListener("submit", (event) => {
  document.querySelector(".notice")?.remove(); // it belongs to the attempt before
  if (windowKind === "popup" ? popup && !popup.closed : submitted) {
    event.preventDefault();
    popup?.focus();
    return;
  }
  submitted = true;
  if (windowKind === "popup") openPopup(form);
  if (windowKind === "frame") openFrame();
  // A person who has stopped the loading may press the button again.
  if (windowKind === "same-tab") setTimeout(() => { submitted = false; }, SAME_TAB_LOCK_MS);
});

// Back from VK ID by the browser's own button, in the same tab.
window.addEventListener("pageshow", () => { submitted = false; });

window.addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data === "vk-id-done") leave("/chats");
});

function openPopup(submittedForm) {
  const name = `vk-id-${crypto.randomUUID()}`;
  const opened = window.open("", name, "popup,width=820,height=680");
  if (opened === null) return; // the browser allows no windows: VK ID opens in this tab
  popup = opened;
  submittedForm.target = name;
  document.getElementById("waiting").hidden = false;
  watchPopup(opened);
}

function watchPopup(opened) {
  const timer = setInterval(() => {
    if (!opened.closed) return;
    clearInterval(timer);
    leave("/chats?window=closed");
  }, POPUP_POLL_MS);
}

function openFrame() {
  const box = document.getElementById("frame");
  box.querySelector("button").onclick = () => leave("/chats?window=closed");
  box.hidden = false;
  form.target = box.querySelector("iframe").name;
}

function leave(url) {
  if (leaving) return;
  leaving = true;
  location.assign(url);
}
