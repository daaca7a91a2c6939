
// Mistake: what the teacher answers is not looked at.

const showConnectedUnasked = showConnected;

showConnected = (profile) => {
  showConnectedUnasked(profile);
  document.getElementById("disconnect").addEventListener("click", () => confirm("Отключить чаты?"), { capture: true });
};
