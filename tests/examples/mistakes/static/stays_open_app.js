
// Mistake: the window of VK ID tells the card about the end, and stays open at the return address.

tellCard = () => {
  window.opener?.postMessage(DONE, location.origin);
  return window.opener !== null;
};
