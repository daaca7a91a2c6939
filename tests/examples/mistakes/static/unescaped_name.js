
// Mistake: the profile's name is put into the card as HTML.

const showConnectedEscaped = showConnected;

showConnected = (profile) => {
  showConnectedEscaped(profile);
  for (const element of main.querySelectorAll("[data-text=name]")) element.innerHTML = profile.name;
};
