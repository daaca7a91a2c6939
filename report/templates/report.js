"use strict";
{
  const form = document.querySelector(".filter");
  const search = document.getElementById("search");
  const unfold = document.getElementById("unfold");
  const requirements = [...document.querySelectorAll(".requirement")].map((article) => ({
    article,
    status: article.dataset.status,
    words: textOf([...article.children].filter((child) => !child.matches(".test"))),
    tests: [...article.querySelectorAll(".test")].map((row) => ({ row, words: textOf([row]) })),
  }));
  const failures = [...document.querySelectorAll(".failure")].map((article) => ({ article, words: textOf([article]) }));
  const count = (id, number) => { document.getElementById(id).textContent = number; };

  function textOf(elements) {
    return elements.map((element) => element.textContent).join(" ").toLowerCase().replace(/ё/g, "е");
  }

  // Shows the requirements of the chosen status in whose text, or in one of whose tests, all the words are.
  function filter() {
    const words = search.value.toLowerCase().replace(/ё/g, "е").split(/\s+/).filter(Boolean);
    const status = form.elements.status.value;
    const hasAll = (text) => words.every((word) => text.includes(word));
    const shownTests = new Set();
    let shown = 0;
    for (const { article, status: own, words: text, tests } of requirements) {
      const isWhole = hasAll(text);
      const found = tests.filter((test) => hasAll(`${text} ${test.words}`));
      article.hidden = (status && own !== status) || !(isWhole || found.length);
      for (const test of tests) test.row.hidden = !found.includes(test);
      if (!article.hidden) {
        shown += 1;
        for (const test of found) shownTests.add(test.row.querySelector(".where code").textContent);
      }
    }
    for (const { article, words: text } of failures) {
      article.hidden = (status && status !== "failed") || !hasAll(text);
    }
    for (const section of document.querySelectorAll(".section, .failures")) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    for (const section of document.querySelectorAll(".extra")) section.hidden = Boolean(words.length || status);
    count("found-requirements", shown);
    count("found-tests", shownTests.size);
  }

  // A link to what the filter hides shows everything again.
  function showTarget() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      clear();
      target.scrollIntoView();
    }
    if (target && target.matches(".test")) target.querySelector("details").open = true;
  }

  function clear() {
    search.value = "";
    document.getElementById("status-all").checked = true;
    filter();
  }

  function openAll(isOpen) {
    for (const details of document.querySelectorAll("main details:not(.shot)")) details.open = isOpen;
    unfold.setAttribute("aria-pressed", String(isOpen));
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  unfold.addEventListener("click", () => openAll(unfold.getAttribute("aria-pressed") === "false"));
  window.addEventListener("hashchange", showTarget);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.matches("input[type=search]")) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      clear();
    }
  });

  // What is folded is printed too, by every browser.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("main details:not([open], .shot)")];
    for (const details of folded) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });

  form.hidden = false;
  filter();
  showTarget();
}
