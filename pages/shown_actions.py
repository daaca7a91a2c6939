"""What can be pressed on a page, also what has no name: by a selector, and by what its address, id and class say."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error

from pages.element_scripts import ELEMENTS
from pages.windows import Window

_LIST_ACTIONS = (
    "() => {"
    + ELEMENTS
    + """
    const insides = e => [...e.querySelectorAll('svg, use, img, i, span')].map(i =>
        `${i.id} ${i.getAttribute('class') || ''} ${i.getAttribute('href') || ''} ${i.getAttribute('src') || ''}`)
    const typed = 'input:not([type=hidden], [type=submit], [type=checkbox])'
    const overlayOf = e => {
        for (let n = e; n && n !== document.body; n = n.parentElement ?? n.getRootNode().host) {
            if (n.matches?.('form') && n.querySelector(typed)) return null
            if (n.matches?.('dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]')) return n
            if (/fixed|sticky/.test(getComputedStyle(n).position) && !n.matches('header, nav, aside')
                && !n.querySelector('nav, header')) return n
        }
        return null
    }
    const words = '^(меню|ещё|еще|больше|профиль|аккаунт|сервисы|разделы|menu|more|profile|account|services|тагын)$'
    const isOpener = e => !/^[^#]/.test(e.getAttribute('href') ?? '') && !(e.form && e.type === 'submit') && (
        e.matches('[aria-haspopup]:not([aria-haspopup=false]), [aria-expanded=false], summary')
        || /^[☰≡⋮⋯…︙]+$/.test(nameOf(e)) || new RegExp(words, 'i').test(nameOf(e))
        || /menu|burger|dropdown|toggle|sidebar|drawer/i.test(`${e.id} ${e.className}`))
    const isWay = e => {
        if (!e.matches('a[href]:not([href="#"], [target=_blank], [download], [data-method])')) return false
        const url = new URL(e.href, location.href)
        return url.origin === location.origin
    }
    return all.filter(e => isPressed(e) && shown(e)).map(e => ({
        name: nameOf(e), selector: selectorOf(e),
        hint: clean([e.getAttribute('href'), e.id, e.getAttribute('class'), e.dataset.testid, ...insides(e)].join(' ')),
        is_way: isWay(e), is_opener: isOpener(e), is_enabled: !e.disabled,
        overlay: clean(overlayOf(e)?.innerText).slice(0, 300),
    }))
}"""
)
"""What can be pressed on the page, in open shadow trees too."""


@dataclass(frozen=True)
class ShownAction:
    """What can be pressed. `selector` finds it alone."""

    name: str
    selector: str = ""
    hint: str = ""
    """Its address, id, class, and those of the picture in it."""
    is_way: bool = False
    """Whether it is a link within the journal: a browser asks for a page, and changes nothing."""
    is_opener: bool = False
    """Whether it opens a menu, and does nothing else."""
    overlay: str = ""
    """What the window or the strip over the page says that it belongs to, and that is no form."""
    is_enabled: bool = True


def list_shown_actions(window: Window) -> list[ShownAction]:
    """Returns what can be pressed, in the page's order; nothing where the page cannot be read."""
    try:
        found: list[dict[str, Any]] = window.evaluate(_LIST_ACTIONS)
    except Error:  # the page is going somewhere
        return []
    return [ShownAction(**values) for values in found]
