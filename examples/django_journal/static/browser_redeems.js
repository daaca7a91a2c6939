// The code is redeemed here, in the browser, though the journal's back end should do it.
"use strict";

const page = document.querySelector("[data-onwards]");
const state = new URLSearchParams(location.search).get("state");
history.replaceState(null, "", location.pathname);

async function post(address, fields, headers = {}) {
  const answer = await fetch(address, { method: "POST", headers, body: new URLSearchParams(fields) });
  return answer.status === 204 ? {} : answer.json();
}

function tell(address, fields) {
  return post(address, fields, { "X-CSRFToken": page.elements.csrfmiddlewaretoken.value });
}

async function redeem() {
  try {
    const { address, form } = await tell("/vk/redemption", { state });
    return (await post(address, form)).access_token ?? "";
  } catch {
    return ""; // VK ID does not answer: the back end is told so
  }
}

redeem().then(async (token) => {
  await tell("/vk/token", { state, access_token: token });
  location.replace(page.dataset.onwards);
});
