// The code is redeemed here, in the browser, though the journal's back end should do it.
"use strict";

const page = document.querySelector("[data-onwards]");
const state = new URLSearchParams(location.search).get("state");
history.replaceState(null, "", location.pathname);

async function redeem() {
  const { address, form } = await (await send("/vk/redemption", { state })).json();
  const answer = await (await fetch(address, { method: "POST", body: new URLSearchParams(form) })).json();
  await send("/vk/token", { state, access_token: answer.access_token ?? "" });
  location.replace(page.dataset.onwards);
}

function send(address, fields) {
  const headers = { "X-CSRFToken": page.elements.csrfmiddlewaretoken.value };
  return fetch(address, { method: "POST", headers, body: new URLSearchParams(fields) });
}

redeem().catch(() => send("/vk/token", { state, access_token: "" }).then(() => location.replace(page.dataset.onwards)));
