// In a popup: tells the journal's page that linking has ended, and closes. In the journal's tab: goes back to the card.
if (window.opener) {
  window.opener.postMessage("messenger-linking-ended", location.origin);
  window.close();
} else {
  location.replace(document.querySelector("[data-page]").dataset.page);
}
