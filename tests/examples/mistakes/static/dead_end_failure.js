
// Leaves an empty page where the back end fails: nobody catches its error.

SCREENS["/vk/return"] = async () => {
  show("returning");
  try {
    await passAnswerOn();
  } catch (error) {
    if (error.code === "unreadable") return document.body.replaceChildren();
    return show("answer-rejected");
  }
  if (!tellCard()) goTo("/chats", { replace: true });
};
