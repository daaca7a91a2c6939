// Opens VK ID in a popup. Without this script, or in the same-tab setting, the form goes there in this tab.
const form = document.querySelector("form[data-window='popup']");
const unfinished = document.querySelector("[data-reload-ms]");

if (unfinished) setTimeout(() => location.reload(), Number(unfinished.dataset.reloadMs));

if (form) {
  let timer;
  let left = false;
  // Once: the answer to a second request would lack the line that the page shows only once.
  const leave = (address) => {
    clearInterval(timer);
    if (!left) location.assign(address);
    left = true;
  };
  form.addEventListener("submit", () => {
    const popup = window.open("about:blank", "vk-id", "popup,width=820,height=720");
    if (!popup) return;
    form.target = "vk-id";
    clearInterval(timer);
    // The callback tells this page that linking has ended. A window closed before that tells nothing, so poll it.
    timer = setInterval(() => popup.closed && leave(`${form.dataset.page}?closed=1`), 100);
  });
  window.addEventListener("message", (event) => {
    if (event.origin === location.origin && event.data === "messenger-linking-ended") leave(form.dataset.page);
  });
}
