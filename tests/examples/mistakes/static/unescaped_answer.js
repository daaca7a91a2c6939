
// Shows the text of the error that the return address has, as HTML, where the answer is not accepted.

const showReturnEscaped = SCREENS["/vk/return"];

SCREENS["/vk/return"] = async () => {
  const text = new URLSearchParams(location.search).get("error_description") ?? "";
  await showReturnEscaped();
  if (main.textContent.includes("не принят")) main.insertAdjacentHTML("beforeend", `<p>${text}</p>`);
};
