
// Tells a visit counter of another site which profile is linked.

const showConnectedOnly = showConnected;

showConnected = (profile) => {
  showConnectedOnly(profile);
  const counter = location.origin.replace("localhost", "127.0.0.1");
  new Image().src = `${counter}/collect?profile=${profile.id}`;
};
