// In a window that VK's web SDK opened: sends the message that its page waits for. Elsewhere: goes to the redirect address.
const { answer, origins, url } = document.querySelector("[data-answer]").dataset;

if (window.opener) {
  const payload = JSON.parse(answer);
  const message = { action: `oauth2_authorize_response${payload.state ?? ""}`, payload };
  // Only pages of the application get it: the browser gives the message to no other origin.
  for (const origin of JSON.parse(origins)) window.opener.postMessage(message, origin);
} else {
  location.replace(url);
}
