// Replaces the watch over the window of VK ID: the card waits, with its button disabled, whatever becomes of the window.

watchPopup = () => {
  setTimeout(() => { form.querySelector("button").disabled = true; });
};
