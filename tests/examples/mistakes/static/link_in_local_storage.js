
// Keeps in the browser which profile is linked.

const showConnectedUnkept = showConnected;

showConnected = (profile) => {
  showConnectedUnkept(profile);
  localStorage.setItem("linked-profile", profile.id);
};
