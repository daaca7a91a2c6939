"""Whether a page makes an element of a text that it shows (RFC 6749 §10.14)."""

import secrets

from playwright.sync_api import BrowserContext

_WATCH = """
(() => {
  const seen = () => [document, ...shadowRoots()].some((root) =>
    root.querySelector(TAG) || [...root.querySelectorAll("[href],[src]")].some((element) =>
      /^\\s*javascript:/i.test(element.getAttribute("href") || element.getAttribute("src"))
      && (element.getAttribute("href") || element.getAttribute("src")).includes(TAG)));
  const shadowRoots = () => [...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean);
  const look = () => { if (seen()) window[TAG.replaceAll("-", "_")](); };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
})();
"""


class ElementProbe:
    """A harmless element with a name of its own, as markup that breaks out of attributes, titles and scripts.

    The context's pages tell of it when it becomes an element, however briefly, from the next page on.
    """

    def __init__(self, context: BrowserContext) -> None:
        name = f"sferum-probe-{secrets.token_hex(6)}"
        self.markup = f"""'"--></title></textarea></script><{name}></{name}>"""
        self.link = f"javascript:void('{name}')"
        self._sightings: list[str] = []
        context.expose_binding(name.replace("-", "_"), lambda source: self._sightings.append(source["frame"].url))
        context.add_init_script(_WATCH.replace("TAG", f'"{name}"'))

    def is_found(self) -> bool:
        """Returns whether a page has made an element, or a link that runs a script, of the text."""
        return bool(self._sightings)
