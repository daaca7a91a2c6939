
// Mistake: after a refusal the button to connect stays locked until the card is opened anew.

const showUnlocked = showToast;

showToast = (notice) => {
  showUnlocked(notice);
  const button = document.getElementById("connect");
  if (button && notice.text.includes("не дали согласия")) button.disabled = true;
};
