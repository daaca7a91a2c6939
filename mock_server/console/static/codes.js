/* The inbox of codes: counts down how long each lives. */

import "./copy.js";
import { refresh } from "./live.js";

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

if (list) {
  readClock();
  setInterval(tick, 1000);
  document.addEventListener("refreshed", readClock);
}
