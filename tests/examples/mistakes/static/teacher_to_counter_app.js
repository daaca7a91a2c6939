
// Tells a visit counter of another site which profile is linked.

const showConnectedUncounted = showConnected;

showConnected = (profile) => {
  showConnectedUncounted(profile);
  const counter = location.origin.replace("localhost", "127.0.0.1");
  new Image().src = `${counter}/collect?profile=${profile.id}`;
};
