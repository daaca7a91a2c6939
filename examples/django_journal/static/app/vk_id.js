// The way to VK ID and back: in a window of its own, or in this very tab.

import { sendAnswer, startAttempt } from "./api.js";

const POPUP_POLL_MS = 300;
const DONE = "vk-id-done";
export const usesPopup = document.body.dataset.window === "popup";

let popup = null;

// Opens VK ID, one window whatever the number of clicks. Calls `onEnd` when the window has told its end or is closed.
export async function openVkId(onEnd) {
  if (popup && !popup.closed) return popup.focus();
  // At the click itself: later the browser would not allow it. Where it allows none, VK ID opens in this tab.
  const opened = usesPopup ? window.open("", "_blank", "popup,width=820,height=680") : null;
  popup = opened;
  try {
    const { url } = await startAttempt();
    if (!opened) return location.assign(url);
    opened.location.replace(url);
    watchPopup(opened, onEnd);
  } catch (error) {
    opened?.close();
    throw error;
  }
}

function watchPopup(opened, onEnd) {
  const end = (isClosed) => {
    clearInterval(timer);
    removeEventListener("message", receive);
    onEnd(isClosed);
  };
  const receive = (event) => {
    if (event.origin === location.origin && event.source === opened && event.data === DONE) end(false);
  };
  const timer = setInterval(() => { if (opened.closed) end(true); }, POPUP_POLL_MS);
  addEventListener("message", receive);
}

// At the return address: passes the answer of VK ID on to the back end.
export function passAnswerOn() {
  return sendAnswer(location.search);
}

// In the window of VK ID: tells the card about the end. Returns false where the card was in this tab.
export function tellCard() {
  if (!window.opener) return false;
  window.opener.postMessage(DONE, location.origin);
  window.close();
  return true;
}
