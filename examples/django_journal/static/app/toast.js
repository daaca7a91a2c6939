// A message at the edge of the screen: it goes away by itself, unless somebody points at it.

const SHOWN_MS = 4000;

const toasts = document.getElementById("toasts");

export function showToast({ success, text }) {
  hideToasts(); // one at a time: the last is about what has just happened
  const toast = document.createElement("p");
  toast.className = `notice ${success ? "good" : "bad"}`;
  toast.setAttribute("role", success ? "status" : "alert");
  toast.textContent = text;
  let timer;
  const start = () => { timer = setTimeout(() => toast.remove(), SHOWN_MS); };
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", start);
  toasts.append(toast);
  start();
}

export function hideToasts() {
  toasts.replaceChildren();
}
