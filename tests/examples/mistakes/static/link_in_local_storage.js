
// Keeps in the browser which profile is linked.

const showConnectedOnly = showConnected;

showConnected = (profile) => {
  showConnectedOnly(profile);
  localStorage.setItem("linked-profile", profile.id);
};
