/* The inbox of codes: copies a code with a click, and counts down how long it lives. */

import { refresh } from "./live.js";

const SAID_MS = 3000;
const list = document.getElementById("codes");
let ahead_s = 0; // how far this machine's clock is ahead of the sandbox's

function readClock() {
  ahead_s = Date.now() / 1000 - Number(list.dataset.now);
  tick();
}

function tick() {
  let isOver = false;
  for (const place of list.querySelectorAll("[data-until]")) {
    const left_s = Math.ceil(Number(place.dataset.until) - (Date.now() / 1000 - ahead_s));
    place.textContent = `ещё ${format(Math.max(0, left_s))}`;
    isOver ||= left_s <= 0;
  }
  if (isOver) refresh();
}

function format(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no clipboard over plain HTTP from another machine
  }
}

function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}

list?.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const isCopied = await copy(button.dataset.copy);
  button.focus();
  const place = button.parentElement.querySelector(".copied");
  place.textContent = isCopied ? "Скопировано" : "Не скопировать: выделите код";
  setTimeout(() => { place.textContent = ""; }, SAID_MS);
});

if (list) {
  readClock();
  setInterval(tick, 1000);
  document.addEventListener("refreshed", readClock);
}
