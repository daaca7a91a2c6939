"""A page in two languages, as who chose one of them reads it."""

import re

from playwright.sync_api import Page

_OTHER = {"ru": "en", "en": "ru"}
_LIST_TEXTS = """() => {
  const met = (element) => element.getClientRects().length && !element.closest("blockquote, .languages");
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (met(parent.matches("svg title") ? parent.parentElement : parent)) texts.push(walker.currentNode.data.trim());
  }
  for (const element of document.body.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-description", "title", "alt", "placeholder"]) {
      if (element.getAttribute(name) && met(element)) texts.push(element.getAttribute(name));
    }
  }
  return texts;
}"""


def keep_language(html: str, language: str = "ru") -> str:
    """Returns the page without what it says in the other language, and without the marks of this one."""
    kept = re.sub(rf'<span lang="{_OTHER[language]}">.*?</span>', "", html, flags=re.DOTALL)
    return re.sub(rf'<span lang="{language}">(.*?)</span>', r"\1", kept, flags=re.DOTALL)


def list_russian(page: Page) -> list[str]:
    """Returns the Russian texts, names, descriptions and tips that somebody meets on the page, unfolded.

    The guide's own words, in its quotes or in «…» (what stands on a button), and the choice of a language are not.
    """
    page.locator("details").evaluate_all("all => all.forEach(details => details.open = true)")
    texts: list[str] = page.evaluate(_LIST_TEXTS)
    return [text for text in texts if re.search("[а-яё]", re.sub("«[^»]*»", "", text), re.IGNORECASE)]
