"""Whose name an answer of the journal has in it, and which answers are looked at."""

from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Error

from tests.unit.validation.test_exposure import JOURNAL, TEACHER
from validation.personal_answers import PersonalAnswers, is_for_colleagues, is_told

MARKS = [TEACHER.last_name, "812345"]


def answering(text: str, status: int = 200) -> Any:
    """Returns a browser's requests, to which the journal answers so."""
    return SimpleNamespace(get=lambda *_, **__: SimpleNamespace(status=status, text=lambda: text))


def failing(*_: object, **__: object) -> Any:
    raise Error("timeout")


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ('{"profile": 812345}', 200, True),
        ("ID 812345.", 200, True),
        ("1812345", 200, False),
        ("8123456", 200, False),
        ("<h1>Белова Анна</h1>", 200, True),
        ("БЕЛОВА", 200, True),
        (r'{"name": "\u0411\u0435\u043b\u043e\u0432\u0430"}', 200, True),
        ("<h1>Войти</h1>", 200, False),
        ("<p>Белова, войдите снова</p>", 403, False),
    ],
)
def test_teacher_is_told_of_by_the_surname_and_the_profile(text: str, status: int, told: bool) -> None:
    assert is_told(answering(text, status), f"{JOURNAL}/", MARKS) == told


def test_answer_that_does_not_come_tells_of_nobody() -> None:
    assert not is_told(SimpleNamespace(get=failing), f"{JOURNAL}/", MARKS)  # type: ignore[arg-type]  # made up


def response(path: str, **changes: Any) -> Any:
    """Returns an answer of the journal to a page of it."""
    fields = {"kind": "document", "method": "GET", "status": 200, "content_type": "text/html", **changes}
    request = SimpleNamespace(method=fields["method"], resource_type=fields["kind"])
    headers = {"content-type": fields["content_type"]}
    url = path if "://" in path else f"{JOURNAL}{path}"
    return SimpleNamespace(url=url, status=fields["status"], request=request, headers=headers)


def test_own_pages_and_answers_to_scripts_are_looked_at_once() -> None:
    handlers: dict[str, Any] = {}
    vendor = SimpleNamespace(
        file=SimpleNamespace(origins=(JOURNAL,)),
        is_return=lambda url: url.startswith(f"{JOURNAL}/return"),
        find_linked_profile_ids=lambda _: [812345],
    )
    session: Any = SimpleNamespace(
        vendor=vendor,
        teacher=TEACHER,
        context=SimpleNamespace(on=handlers.__setitem__, request=answering("Белова")),
    )
    answers = PersonalAnswers(session)
    for each in (
        response("/chats"),
        response("/chats"),
        response("/api/card", kind="fetch"),
        response("/api/jobs/7", kind="xhr"),
        response("/return?code=1"),
        response("/news", kind="fetch", content_type="text/event-stream; charset=utf-8"),
        response("/style.css", kind="stylesheet"),
        response("/unlink", method="POST"),
        response("/gone", status=404),
        response("https://vk.example/card"),
    ):
        handlers["response"](each)
    assert answers.urls == [f"{JOURNAL}{path}" for path in ("/chats", "/api/card", "/api/jobs/7")]
    assert answers.list_naming() == answers.urls


@pytest.mark.parametrize(
    ("path", "asked", "answer", "is_for_all"),
    [
        ("/teachers/12", ["/teachers/13"], "Белова", True),
        ("/desk?of=12", ["/desk?of=13"], "Здравствуйте, Гарин. Белова", True),
        ("/desk?of=12", ["/desk?of=13"], "Белова", False),
    ],
)
def test_page_of_a_teacher_may_be_for_all(path: str, asked: list[str], answer: str, is_for_all: bool) -> None:
    urls = [f"{JOURNAL}{each}" for each in asked]
    assert is_for_colleagues(f"{JOURNAL}{path}", urls, answering(answer), ["Гарин"]) == is_for_all
