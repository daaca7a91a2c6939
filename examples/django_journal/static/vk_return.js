// Passes the answer of VK ID on to the back end.
"use strict";

const page = document.querySelector("[data-next-url]");

async function passOn() {
  const headers = { "X-CSRFToken": page.elements.csrfmiddlewaretoken.value };
  const response = await fetch(`/vk/answer${location.search}`, { method: "POST", redirect: "manual", headers });
  if (response.type === "opaqueredirect") return location.replace(page.dataset.nextUrl);
  const content = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
  if (!content) throw new Error(`HTTP ${response.status}`); // not a page of the journal
  document.querySelector("main").replaceWith(content);
}

passOn().catch(() => {
  const notice = document.createElement("p");
  notice.className = "notice bad";
  notice.setAttribute("role", "alert");
  notice.textContent = "Дневник не ответил. Загрузите страницу ещё раз.";
  page.replaceChildren(notice);
});
