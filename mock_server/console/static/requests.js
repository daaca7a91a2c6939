/* Stops the list of requests while somebody reads it, and lets it go on. */

import { refresh } from "./live.js";

const button = document.getElementById("pause");
const state = document.getElementById("pause-state");
const regions = ["requests", "earlier"].map((id) => document.getElementById(id));

function isPaused() {
  return button.getAttribute("aria-pressed") === "true";
}

function toggle() {
  const willPause = !isPaused();
  button.setAttribute("aria-pressed", String(willPause));
  state.textContent = willPause ? "На паузе" : "";
  for (const region of regions) {
    if (willPause) region.removeAttribute("data-live");
    else region.setAttribute("data-live", "requests");
  }
  if (!willPause) refresh();
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", toggle);
  document.addEventListener("notice", () => {
    if (isPaused()) state.textContent = "На паузе, есть новые запросы";
  });
}
