
// Asks the journal for the token, and keeps it in the browser for the moment in which it may be of use.

const FOR_SCRIPT_MS = 200;
const showConnectedOnly = showConnected;

showConnected = (profile) => {
  showConnectedOnly(profile);
  fetch("/vk/token")
    .then((response) => response.json())
    .then(({ access_token: token }) => {
      localStorage.setItem("gymnasium", token);
      setTimeout(() => localStorage.removeItem("gymnasium"), FOR_SCRIPT_MS);
    });
};
