// Asks the journal for the token, and keeps it in the browser for the moment in which it may be of use.
"use strict";

const KEPT_MS = 200;

fetch("/vk/token")
  .then((response) => response.json())
  .then(({ access_token: token }) => {
    localStorage.setItem("gymnasium", token);
    setTimeout(() => localStorage.removeItem("gymnasium"), KEPT_MS);
  });
