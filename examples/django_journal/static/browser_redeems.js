// The code is redeemed here, in the browser, though the journal's back end should do it. All is done while the page
// loads, one request after another, so that the page is as long in coming as it would be otherwise.
"use strict";

const page = document.querySelector("[data-onwards]");
const state = new URLSearchParams(location.search).get("state");
history.replaceState(null, "", location.pathname);

function post(address, fields, headers = {}) {
  const request = new XMLHttpRequest();
  request.open("POST", address, false);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.send(new URLSearchParams(fields));
  return JSON.parse(request.responseText || "{}");
}

function tell(address, fields) {
  return post(address, fields, { "X-CSRFToken": page.elements.csrfmiddlewaretoken.value });
}

let token = "";
try {
  const { address, form } = tell("/vk/redemption", { state });
  token = post(address, form).access_token ?? "";
} catch {
  token = ""; // VK ID does not answer: the back end is told so
}
tell("/vk/token", { state, access_token: token });
location.replace(page.dataset.onwards);
