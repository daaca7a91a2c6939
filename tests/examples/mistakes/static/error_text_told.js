
// Shows the text of the error that the return address has, where the answer is not accepted.

const showReturnOnly = SCREENS["/vk/return"];

SCREENS["/vk/return"] = async () => {
  const text = new URLSearchParams(location.search).get("error_description") ?? "";
  await showReturnOnly();
  if (main.textContent.includes("не принят")) main.append(text);
};
