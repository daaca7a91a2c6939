// The way to VK ID in a window of its own; with no script, or same-tab, the form goes there in this tab.
const form = document.querySelector("form[data-window='popup']");
const unfinished = document.querySelector("[data-reload-ms]");

if (unfinished) setTimeout(() => location.reload(), Number(unfinished.dataset.reloadMs));

if (form) {
  let watching;
  let left = false;
  // Once: the answer to a second request would come without the line that is shown once.
  const leave = (address) => {
    clearInterval(watching);
    if (!left) location.assign(address);
    left = true;
  };
  form.addEventListener("submit", () => {
    const place = "popup,width=820,height=720";
    const opened = window.open("about:blank", "vk-id", place);
    if (!opened) return;
    form.target = "vk-id";
    clearInterval(watching);
    // The callback tells this page that it is done; a window closed before that tells nothing, so it is watched.
    watching = setInterval(() => opened.closed && leave(`${form.dataset.page}?closed=1`), 100);
  });
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data === "messenger-linking-ended") leave(form.dataset.page);
  });
}
