"""Every `expect_*` of the validation can fail: each has a session in which it holds, and others in which it does not.

The sessions are made up: what a page shows has its rows in tests/browser/test_expectations.py. The table is complete by
itself: a new `expect_*` needs a row.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Error, TimeoutError

from mock_server.recording.redaction import hash_secret
from tests.unit.validation.service_records import record
from validation import agreement, expectations, messages
from validation.checks import test_attach, test_journal, test_return, test_return_texts, test_tokens, test_unlinking
from validation.errors import CheckFailedError, LinkFailedError
from validation.teacher_session import TeacherSession

PROJECT = Path(__file__).parents[3]
HERE = "http://journal.test/office"
OUTAGE = "Сферум не отвечает"
REFUSAL = "Вы отказались"
SECRET = "secret-of-the-journal"
TOKEN = "vk2.a.token-of-the-teacher"
Changes = dict[str, Any]


def shown(is_shown: bool, text: str = "") -> SimpleNamespace:
    """Returns a locator of what is or is not on the screen."""
    return SimpleNamespace(is_visible=lambda: is_shown, inner_text=lambda: text)


def holds(claim: bool) -> Callable[[], None]:
    """Returns an expectation of a page object."""

    def expect_it() -> None:
        assert claim

    return expect_it


def window(url: str = HERE, *, is_stuck: bool = False, has_closed: bool = False) -> SimpleNamespace:
    def wait_for_url(is_there: Callable[[str], bool], wait_until: str) -> None:
        if has_closed:
            raise Error("Target closed")
        if is_stuck or not is_there(url):
            raise TimeoutError("Timeout 10000ms exceeded.")

    return SimpleNamespace(url=url, wait_for_url=wait_for_url)


class Session:
    """A teacher's session of which only what it shows is there; `changes` say how it differs from the best."""

    expect_linked = TeacherSession.expect_linked
    expect_unlinked = TeacherSession.expect_unlinked
    expect_not_connected = TeacherSession.expect_not_connected

    def __init__(self, *, connected: bool, **changes: Any) -> None:
        self.connected = connected
        links = changes.get("links", [1] if connected else [])
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
            file=SimpleNamespace(organization=SimpleNamespace(id=700001), error=changes.get("error", shown(False))),
            find_linked_profile_ids=lambda _: links,
            find_linking_operation=lambda _: "attach",
            is_journal=lambda url: url.startswith("http://journal.test"),
            client=SimpleNamespace(secrets=lambda: {"secret": SECRET}),
        )
        self.vendor.pace.card_comes_complete = False
        self.consent = SimpleNamespace(way_back_s=0.0, answer=lambda *_, **__: None)
        self._activity = SimpleNamespace(scripted=0)
        self.is_known_to_sferum = lambda: bool(links)
        self.journal = SimpleNamespace(
            expect_connected=holds(connected),
            expect_not_connected=holds(not connected),
            connected=shown(connected),
            not_connected=shown(not connected),
        )

    def wait_until(self, condition: Callable[[], bool]) -> bool:
        return condition()

    def settle(self) -> None:
        """Changes nothing: all has settled."""

    def open_card(self) -> None:
        """Changes nothing: the card is open."""

    def fetch_records(self) -> list[dict[str, Any]]:
        return self.records


def linked(**changes: Any) -> Any:
    return Session(connected=True, **changes)


def unlinked(**changes: Any) -> Any:
    return Session(connected=False, **changes)


SAYS_ERROR = {"error": shown(True, OUTAGE)}
ATTACH = {"organization": "700001", "role": "teacher", "classes": '["9В", "6А"]'}
DIFFERENT = [
    ATTACH | {"role": "admin"},
    ATTACH | {"classes": '["6А"]'},
    ATTACH | {"classes": "6А"},
    {"role": "teacher"},
]


def walkthrough(*, calls: bool = True, because: str = "") -> Any:
    def require_link() -> None:
        if because:
            raise LinkFailedError("нет привязки", "no link")

    return SimpleNamespace(
        records=[record("token", answer={"access_token": hash_secret(TOKEN)})] if calls else [],
        unlinked_because=because,
        require_link=require_link,
    )


def tell(*texts: str) -> Callable[[], None]:
    return lambda: test_tokens.expect_unseen(unlinked().vendor, walkthrough(), texts, ("здесь", "here"))


def name_refusal(message: str, failure: str = OUTAGE) -> Callable[[], None]:
    """Returns the check of a message about a refusal, in a journal that says `failure` where a service fails."""

    def expect_it() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_journal, "link_in_vain", lambda *_: failure)
            test_journal.expect_refusal_named(unlinked(), message)

    return expect_it


def fail_service(session: Any) -> Callable[[], None]:
    """Returns the check that failures of a service are reported."""

    def expect_it() -> None:
        session.connect = lambda: None
        session.leave = lambda _: None
        session.apply_fault = lambda *_, **__: nullcontext(1)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_journal, "open_clean_card", lambda _: None)
            test_journal.expect_failures_reported(session, "sferum")

    return expect_it


def try_again(session: Any) -> Callable[[], None]:
    """Returns the check that the next try links."""

    def expect_it() -> None:
        session.reach_return = lambda: (None, HERE)
        session.apply_fault = lambda *_, **__: nullcontext(1)
        session.has_applied_fault = lambda _: True
        session.link = session.expect_linked
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_journal, "go_to", lambda *_: None)
            test_journal.expect_next_try_links(session, "sferum")

    return expect_it


def come_back(session: Any) -> Callable[[], None]:
    def expect_it() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(test_return, "go_to", lambda *_: None)
            test_return.expect_refused(session, HERE)

    return expect_it


def probe(is_found: bool) -> Any:
    return SimpleNamespace(is_found=lambda: is_found)


def rows(check: Callable[[Any], None], good: list[Any], bad: list[Any]) -> tuple[list[Callable[[], None]], ...]:
    """Returns a row: the check of each session in which it holds, and of those in which it does not."""
    return tuple([partial(check, session) for session in sessions] for sessions in (good, bad))


FALSE = [REFUSAL, "Профиль уже привязан к другому", "You declined"]
ROWS: dict[str, tuple[list[Callable[[], None]], ...]] = {
    "agreement.expect_agreement": rows(
        agreement.expect_agreement, [linked(), unlinked()], [linked(links=[]), unlinked(links=[1])]
    ),
    "expectations.expect_error_message": rows(
        expectations.expect_error_message,
        [unlinked(errors_seen=[OUTAGE]), unlinked(**SAYS_ERROR)],
        [
            unlinked(),
            unlinked(error=shown(False, OUTAGE)),
            unlinked(error=shown(True, "  ")),
            unlinked(error=shown(True, "Сохранено")),
            unlinked(pages=[], **SAYS_ERROR),
        ],
    ),
    "expectations.expect_card": rows(expectations.expect_card, [unlinked()], [linked()]),
    "expectations.expect_one_link": rows(
        expectations.expect_one_link, [linked()], [unlinked(), linked(links=[]), linked(links=[1, 2])]
    ),
    "expectations.expect_no_extra_window": rows(
        expectations.expect_no_extra_window,
        [unlinked(), unlinked(pages=[window(), window("http://vk.test/", has_closed=True)])],
        [unlinked(pages=[window(), window("http://vk.test/")]), unlinked(pages=[window(is_stuck=True)])],
    ),
    "expectations.expect_no_server_error": rows(expectations.expect_no_server_error, [None, 200, 499], [500, 503]),
    "messages.expect_no_false_cause": rows(
        messages.expect_no_false_cause, [OUTAGE, "Что-то пошло не так", "", f"{OUTAGE}. {REFUSAL}"], FALSE
    ),
    "teacher_session.TeacherSession.expect_linked": rows(
        lambda session: session.expect_linked(),
        [linked(), linked(links=[], sandbox=None)],
        [unlinked(), linked(links=[]), unlinked(links=[1])],
    ),
    "teacher_session.TeacherSession.expect_unlinked": rows(
        lambda session: session.expect_unlinked(),
        [unlinked(), unlinked(links=[1], sandbox=None)],
        [linked(), unlinked(links=[1]), linked(links=[])],
    ),
    "teacher_session.TeacherSession.expect_not_connected": rows(
        lambda session: session.expect_not_connected(), [unlinked(), unlinked(links=[1])], [linked(), linked(links=[])]
    ),
    "checks.test_attach.expect_organization": rows(
        lambda params: test_attach.expect_organization(unlinked().vendor, params),
        [ATTACH],
        [ATTACH | {"organization": "700002"}, ATTACH | {"organization": ""}],
    ),
    "checks.test_attach.expect_role_and_classes": rows(
        lambda params: test_attach.expect_role_and_classes(unlinked().teacher, params),
        [ATTACH, ATTACH | {"classes": '["6А", "9В"]'}],
        DIFFERENT,
    ),
    "checks.test_journal.expect_reported_failure": rows(
        test_journal.expect_reported_failure, [unlinked(**SAYS_ERROR)], [unlinked(), linked(**SAYS_ERROR)]
    ),
    "checks.test_journal.expect_refusal_named": (
        [name_refusal(REFUSAL), name_refusal(""), name_refusal("Не вышло"), name_refusal(REFUSAL, REFUSAL)],
        [name_refusal(OUTAGE, ""), name_refusal("Не вышло", "Не вышло")],
    ),
    "checks.test_journal.expect_failures_reported": rows(
        lambda session: fail_service(session)(),
        [unlinked(**SAYS_ERROR)],
        [unlinked(), linked(**SAYS_ERROR), unlinked(links=[1], **SAYS_ERROR)],
    ),
    "checks.test_journal.expect_next_try_links": rows(
        lambda session: try_again(session)(), [linked()], [unlinked(), linked(links=[]), linked(links=[1, 2])]
    ),
    "checks.test_return.expect_refused": rows(
        lambda session: come_back(session)(), [unlinked()], [linked(), unlinked(links=[1]), linked(links=[])]
    ),
    "checks.test_return_texts.expect_no_element": rows(
        lambda found: test_return_texts.expect_no_element(unlinked(), probe(found)), [False], [True]
    ),
    "checks.test_tokens.expect_accepted": rows(
        lambda walked: test_tokens.expect_accepted(walked, "P-12"),
        [walkthrough(), walkthrough(because="P-13")],
        [walkthrough(calls=False), walkthrough(because="P-12"), walkthrough(calls=False, because="P-13")],
    ),
    "checks.test_tokens.expect_unseen": (
        [tell("страница"), tell("a", "b")],
        [tell("a", f"x {SECRET} y"), tell(SECRET), tell(f"token={TOKEN}")],
    ),
    "checks.test_unlinking.expect_unlinked_on_both_sides": rows(
        lambda session: test_unlinking.expect_unlinked_on_both_sides(session),
        [unlinked()],
        [linked(), unlinked(links=[1]), linked(links=[])],
    ),
}


def list_expectations() -> set[str]:
    """Returns every `expect_*` of the validation, by its module in it."""
    found = set()
    for path in [*PROJECT.glob("validation/*.py"), *PROJECT.glob("validation/checks/*.py")]:
        if "def expect_" not in path.read_text(encoding="utf-8"):
            continue
        name = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        own = [
            value for value in vars(importlib.import_module(name)).values() if getattr(value, "__module__", "") == name
        ]
        methods = [method for kind in own if inspect.isclass(kind) for method in vars(kind).values()]
        found |= {
            f"{name}.{value.__qualname__}".removeprefix("validation.")
            for value in [*own, *methods]
            if inspect.isfunction(value) and value.__name__.startswith("expect_")
        }
    return found


@contextmanager
def made_up_pages() -> Iterator[None]:
    """Lets a made-up page be a journal's, and a link that failed have no other cause."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(expectations, "open_journal", lambda file, page, teacher: file)
        patch.setattr("validation.teacher_session.explain_link_failure", lambda session: LinkFailedError("нет", "no"))
        yield


def test_each_expectation_has_a_row() -> None:
    assert list_expectations() == set(ROWS)
    assert [name for name, (good, bad) in ROWS.items() if not (good and bad)] == []


@pytest.mark.parametrize("name", ROWS)
def test_expectation_holds_and_fails(name: str) -> None:
    good, bad = ROWS[name]
    with made_up_pages():
        for hold in good:
            hold()
        assert [number for number, check in enumerate(bad, start=1) if not fails(check)] == [], "it holds there"


@pytest.mark.parametrize(
    ("in_window", "at_card", "earlier", "message"),
    [
        (True, True, True, "в окне"),
        (False, True, True, "на карточке"),
        (False, False, True, "раньше"),
        (False, False, False, ""),
    ],
)
def test_message_is_read_wherever_it_is_shown(in_window: bool, at_card: bool, earlier: bool, message: str) -> None:
    seen = [SimpleNamespace(text="раньше")] if earlier else []
    session = unlinked(errors_seen=seen, error=shown(in_window, "в  окне"))
    session.journal.error = shown(at_card, "на карточке")
    session.context.pages.insert(0, session.page)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(messages, "open_journal", lambda file, page, teacher: file)
        assert messages.read_error_message(session) == message


def fails(check: Callable[[], None]) -> bool:
    """Returns whether the check blames the journal."""
    try:
        check()
    except CheckFailedError:
        return True
    return False
