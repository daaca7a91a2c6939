// In a window of its own: tell the journal's page and close. In the journal's own tab: go back to the card.
if (window.opener) {
  window.opener.postMessage("messenger-linking-ended", location.origin);
  window.close();
} else {
  location.replace(document.querySelector("[data-page]").dataset.page);
}
