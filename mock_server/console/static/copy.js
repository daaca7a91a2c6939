/* Copies what a button shows with a click, and says that it is done. */

const SAID_MS = 3000;
const silences = new WeakMap(); // by button: the timer that ends what is said beside it

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
  const text = (await copy(button.dataset.copy)) ? "Скопировано" : "Не скопировать: выделите сами";
  button.focus();
  say(button, text);
  clearTimeout(silences.get(button));
  silences.set(button, setTimeout(() => say(button, ""), SAID_MS));
});

// In the words beside the button, and in those within it, where there are any.
function say(button, text) {
  const hint = button.querySelector("small");
  if (hint) hint.textContent = text || "копировать";
  button.parentElement.querySelector(".copied").textContent = text;
}
