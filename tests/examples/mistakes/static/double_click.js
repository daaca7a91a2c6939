// Replaces the handler of the button: each click submits a form of its own to a window of its own.

const DOUBLE_CLICK_DELAY_MS = 300;

document.addEventListener("submit", (event) => {
  if (event.target !== form || windowKind !== "popup") return;
  event.preventDefault();
  event.stopPropagation();
  document.querySelector(".notice")?.remove();
  const copy = form.cloneNode(true); // a second submission of one form cancels the first
  copy.hidden = true;
  document.body.append(copy);
  setTimeout(() => { openPopup(copy); copy.submit(); }, DOUBLE_CLICK_DELAY_MS);
}, { capture: true });
