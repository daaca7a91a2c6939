
// Replaces the handler of the button: each click opens VK ID in a window of its own.

import { startAttempt } from "./api.js";

const DOUBLE_CLICK_DELAY_MS = 300;

showNotConnected = () => {
  show("not-connected");
  onAct(document.getElementById("connect"), "click", async () => {
    hideToasts();
    const { url } = await startAttempt();
    setTimeout(() => {
      const opened = window.open(url, "_blank", "popup");
      const timer = setInterval(() => {
        if (!opened.closed) return;
        clearInterval(timer);
        showChats({ windowClosed: true }).catch(report);
      }, DOUBLE_CLICK_DELAY_MS);
    }, DOUBLE_CLICK_DELAY_MS);
  });
};
