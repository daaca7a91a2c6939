
// Puts the token into a hidden field of the card.

const showConnectedWithoutToken = showConnected;
const loadToken = async () => (await loadChats(false)).access_token;

showConnected = (profile) => {
  showConnectedWithoutToken(profile);
  const field = document.createElement("input");
  field.type = "hidden";
  main.querySelector(".row").append(field);
  loadToken().then((token) => field.setAttribute("value", token));
};
