
// Replaces the watch over the window of VK ID: the card waits, with its button disabled, whatever becomes of the window.

watchPopup = (opened, onEnd) => {
  addEventListener("message", (event) => {
    if (event.origin !== location.origin || event.source !== opened || event.data !== DONE) return;
    onEnd(false);
  });
  const button = document.getElementById("connect");
  new MutationObserver(() => { button.disabled = true; }).observe(button, { attributeFilter: ["disabled"] });
};
