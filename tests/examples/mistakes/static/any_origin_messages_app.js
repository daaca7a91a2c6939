
// Mistake: the card believes messages of any site.

const watchPopupOnly = watchPopup;

watchPopup = (opened, onEnd) => {
  watchPopupOnly(opened, onEnd);
  addEventListener("message", (event) => {
    if (event.data === DONE && event.origin !== location.origin) onEnd(false);
  });
};
