"""Takes pictures of pages, small enough to embed, with phones, codes and e-mails covered."""

import base64
import re
from collections.abc import Callable, Iterable

from playwright.sync_api import Error, Page

_TIMEOUT_MS = 3_000
_FIELDS = "input:not([type=radio], [type=checkbox], [type=hidden], [type=password]), textarea"
_SECRETS = re.compile(
    r"(\+7|8)[\s().\u2010-\u2015-]*[3489]\d\d[\s().\u2010-\u2015-]*\d{3}[\s.\u2010-\u2015-]*\d\d[\s.\u2010-\u2015-]*\d\d"
    r"|[\w.+-]+@[\w-]+\.\w+"
)  # as a page shows them; in JavaScript's dialect too


def take_screenshot(page: Page, mask: Callable[[str], str], hidden: Iterable[str] = ()) -> str | None:
    """Returns the page's viewport as a JPEG in base64; None when the page is closing or busy.

    Covers texts that look like a phone or an e-mail, the `hidden` ones, and fields that hold only digits or what `mask`
    hides.
    """
    try:
        fields = page.locator(_FIELDS)
        values: list[str] = fields.evaluate_all("fields => fields.map(field => field.value)")
        secret = [fields.nth(index) for index, text in enumerate(values) if text.isdigit() or mask(text) != text]
        # No `style` here: a page's own security policy forbids it, and says so in the page's console.
        picture = page.screenshot(
            type="jpeg",
            quality=70,
            scale="css",
            timeout=_TIMEOUT_MS,
            mask=[
                *secret,
                *(frame.get_by_text(text) for frame in page.frames for text in _build_secret_patterns(hidden)),
            ],
            mask_color="#9aa0a6",
        )
    except Error:
        return None
    return base64.b64encode(picture).decode()


def _build_secret_patterns(hidden: Iterable[str]) -> list[re.Pattern[str]]:
    # As words of their own, where letters are Latin or digits: JavaScript knows no other.
    words = "|".join(re.escape(text) for text in hidden)
    return [_SECRETS, *([re.compile(rf"(?<!\w)({words})(?!\w)")] if words else [])]
