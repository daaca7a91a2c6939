// Back from VK ID: its answer is handed to the back end from here.
"use strict";

const page = document.querySelector("[data-onwards]");

async function handOn() {
  const headers = { "X-CSRFToken": page.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(`/vk/answer${location.search}`, { method: "POST", redirect: "manual", headers });
  if (answer.type === "opaqueredirect") return location.replace(page.dataset.onwards);
  const told = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main");
  if (!told) throw new Error(`HTTP ${answer.status}`); // no page of the journal's
  document.querySelector("main").replaceWith(told);
}

handOn().catch(() => {
  const told = document.createElement("p");
  told.className = "notice bad";
  told.setAttribute("role", "alert");
  told.textContent = "Дневник не ответил. Загрузите страницу ещё раз.";
  page.replaceChildren(told);
});
