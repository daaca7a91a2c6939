"""Teachers' sessions of which only what they show is there, for tests of what is expected of them."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Error, TimeoutError

from pages.labels import JournalLabels
from validation.teacher_session import TeacherSession

HERE = "http://journal.test/office"
SECRET = "secret-of-the-journal"


def shown(is_shown: bool, text: str = "") -> SimpleNamespace:
    """Returns a locator of what is or is not on the screen."""
    return SimpleNamespace(is_visible=lambda: is_shown, inner_text=lambda: text)


def holds(claim: bool) -> Callable[[], None]:
    """Returns an expectation of a page object."""

    def expect_it() -> None:
        assert claim

    return expect_it


def window(
    url: str = HERE, *, is_stuck: bool = False, has_closed: bool = False, error: SimpleNamespace | None = None
) -> SimpleNamespace:
    """Returns a window; `error` is what its journal shows where that differs from the session's."""

    def wait_for_url(is_there: Callable[[str], bool], wait_until: str) -> None:
        if has_closed:
            raise Error("Target closed")
        if is_stuck or not is_there(url):
            raise TimeoutError("Timeout 10000ms exceeded.")

    return SimpleNamespace(url=url, wait_for_url=wait_for_url, error=error, close=lambda: None)


class Session:
    """A teacher's session of which only what it shows is there; `changes` say how it differs from the best."""

    expect_linked = TeacherSession.expect_linked
    expect_unlinked = TeacherSession.expect_unlinked
    expect_not_connected = TeacherSession.expect_not_connected

    def __init__(self, *, connected: bool, **changes: Any) -> None:
        self.connected = connected
        self.is_stuck = changes.get("is_stuck", False)
        self.says_both = changes.get("says_both", False)
        links = changes.get("links", [1] if connected else [])
        self.tab = SimpleNamespace(is_at_card=lambda: not self.connected)
        self.records: list[dict[str, Any]] = []
        self.teacher = SimpleNamespace(role="teacher", classes=("6А", "9В"))
        self.errors_seen = changes.get("errors_seen", [])
        self.learned: list[str] = []
        self.page = SimpleNamespace(goto=lambda *_, **__: None)
        pages = changes.get("pages", [window()])
        self.context = SimpleNamespace(pages=pages)
        self.vendor = SimpleNamespace(
            sandbox=changes.get("sandbox", True),
            pace=SimpleNamespace(harmless_texts=frozenset({"Сохранено"}), learn=lambda *_: self.learned.append("pace")),
            file=SimpleNamespace(
                organization=SimpleNamespace(id=700001),
                error=changes.get("error", shown(False)),
                labels=SimpleNamespace(error="Ошибка"),
            ),
            find_linked_profile_ids=lambda _: links,
            find_linking_operation=lambda _: "attach",
            is_journal=lambda url: url.startswith("http://journal.test"),
            client=SimpleNamespace(secrets=lambda: {"secret": SECRET}),
        )
        self.vendor.pace.card_comes_complete = False
        self.consent = SimpleNamespace(way_back_s=0.0, answer=lambda *_, **__: None)
        self._activity = SimpleNamespace(scripted=0)
        self.is_known_to_sferum = lambda: bool(links)
        self.show(connected=connected)

    def show(self, *, connected: bool) -> None:
        """Lets the card say that the messenger is or is not connected."""
        self.journal = SimpleNamespace(
            expect_connected=holds(connected),
            expect_not_connected=holds(not connected),
            connected=shown(connected or self.says_both),
            not_connected=shown(not connected or self.says_both),
            labels=JournalLabels(),
            sign_out=lambda: None,
            explain_missing=lambda *_: "на странице кнопки: «Выйти»",
        )

    def wait_until(self, condition: Callable[[], bool], *, within_s: float | None = None) -> bool:
        return condition()

    def settle(self) -> None:
        """Changes nothing: all has settled."""

    def open_card(self) -> None:
        """Changes nothing: the card is open, unless the journal shows another page for ever."""
        if self.is_stuck:
            raise TimeoutError("на экране нет карточки")

    def fetch_records(self) -> list[dict[str, Any]]:
        return self.records


def linked(**changes: Any) -> Any:
    return Session(connected=True, **changes)


def unlinked(**changes: Any) -> Any:
    return Session(connected=False, **changes)
