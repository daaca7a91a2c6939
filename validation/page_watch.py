"""Watches the journal's pages from before their first script: what they show for a moment, store, and are told."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext

from pages.labels import Label, Selector

_SCRIPT = (Path(__file__).parent / "scripts" / "page_watch.js").read_text(encoding="utf-8")
_BINDING = "__watched"
_CSS_ENGINE = "css="
_TEXT_ENGINE = "text="


@dataclass(frozen=True)
class SeenError:
    """What a page of the journal said under the label `error`, or in a dialog of the browser."""

    text: str
    url: str
    at: float
    """Seconds of `time.time`."""


class PageWatch:
    """The reports of all pages of one browser context; `add`, if there is one, is told what they store and are told."""

    def __init__(
        self,
        context: BrowserContext,
        origins: Iterable[str],
        error: Label,
        add: Callable[[str, str, str], None] | None,
    ) -> None:
        self.errors: list[SeenError] = []
        """The oldest first; a message that is shown again on another page is there again."""
        self._add = add
        selectors, texts = split_label(error)
        config: dict[str, Any] = {"binding": _BINDING, "origins": list(origins), "selectors": selectors, "texts": texts}
        config["isRecorded"] = add is not None
        context.expose_binding(_BINDING, self._receive)
        context.add_init_script(_SCRIPT.replace("CONFIG", json.dumps(config, ensure_ascii=False)))

    def _receive(self, _source: Any, report: dict[str, str]) -> None:
        if report["kind"] == "error":
            self.errors.append(SeenError(report["text"], report["url"], time.time()))
        elif self._add is not None:
            self._add(report["kind"], report["text"], report["url"])


def split_label(label: Label) -> tuple[list[str], list[str]]:
    """Returns the selectors of CSS and the texts by which a page itself finds what has the label.

    Other selectors of Playwright's are tried as they are; a page finds nothing by those that are no CSS.
    """
    if not isinstance(label, Selector):
        return [], [label]
    selector = label.selector.strip()
    if selector.startswith(_TEXT_ENGINE):
        return [], [selector.removeprefix(_TEXT_ENGINE).strip("\"'")]
    return [selector.removeprefix(_CSS_ENGINE)], []
