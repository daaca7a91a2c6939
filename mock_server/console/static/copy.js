/* Copies what a button shows with a click, and says that it is done. */

const SAID_MS = 3000;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no clipboard over plain HTTP from another machine
  }
}

function copyBySelection(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const isCopied = await copy(button.dataset.copy);
  button.focus();
  const place = button.parentElement.querySelector(".copied");
  place.textContent = isCopied ? "Скопировано" : "Не скопировать: выделите сами";
  setTimeout(() => { place.textContent = ""; }, SAID_MS);
});
