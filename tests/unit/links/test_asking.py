"""How a journal is asked: at what rate, with what, and what becomes of refusals to be hurried and of silence."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from automation.links.asking import MeshJournal, parse_retry_after
from automation.links.partners import PARTNERS, Answer, StopAskingError
from automation.links.results import LinkStatus

VK = PARTNERS["vk"]
NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
Handler = Callable[[httpx.Request], httpx.Response]


class FakeTime:
    """A clock that moves when somebody waits."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds


def open_journal(handler: Handler, rate: float = 2) -> tuple[MeshJournal, FakeTime]:
    fake = FakeTime()
    transport = httpx.MockTransport(handler)
    address = "https://journal.example/school"
    journal = MeshJournal(address, "t0ken", rate, transport=transport, wait=fake.wait, clock=lambda: fake.now)
    return journal, fake


def answer_in_turn(*answers: httpx.Response | Exception) -> Handler:
    left: Iterator[httpx.Response | Exception] = iter(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return handle


def later(status: int = 429, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_question_has_the_id_and_the_token_and_nothing_else():
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    journal, _ = open_journal(handle)
    assert journal.ask(VK, "staff_id", "7") == Answer(LinkStatus.NOT_LINKED)
    (request,) = seen
    assert request.method == "GET"
    assert str(request.url) == "https://journal.example/school/v2/external-partners/check-for-vk-user?staff_id=7"
    assert request.headers["Authorization"] == "Bearer t0ken"
    assert "Cookie" not in request.headers


@pytest.mark.parametrize(("rate", "pause_s"), [(2, 0.5), (0.5, 2.0), (10, 0.1)])
def test_questions_keep_to_the_rate(rate: float, pause_s: float):
    journal, fake = open_journal(lambda _: httpx.Response(204), rate)
    for person_id in "123":
        journal.ask(VK, "person_id", person_id)
    assert fake.waits == [pause_s, pause_s]


def test_slow_answers_need_no_pause():
    def handle(_: httpx.Request) -> httpx.Response:
        fake.now += 3
        return httpx.Response(204)

    journal, fake = open_journal(handle)
    for person_id in "123":
        journal.ask(VK, "person_id", person_id)
    assert fake.waits == []


@pytest.mark.parametrize(
    ("refusal", "pause_s"),
    [
        (later(Retry_After="7"), 7),
        (later(503, Retry_After="7"), 7),
        (later(Retry_After="Fri, 27 Nov 2026 09:00:30 GMT", Date="Fri, 27 Nov 2026 09:00:00 GMT"), 30),
        (later(), 1),
        (later(Retry_After="soon"), 1),
        (later(Retry_After="0"), 0.5),
    ],
)
def test_refusal_to_be_hurried_is_obeyed(refusal: httpx.Response, pause_s: float):
    journal, fake = open_journal(answer_in_turn(refusal, httpx.Response(200, json={"vk_edu_id": 7})))
    assert journal.ask(VK, "person_id", "1") == Answer(LinkStatus.LINKED, 7)
    assert fake.waits == [pause_s]


def test_pauses_double_where_the_journal_does_not_say_how_long():
    journal, fake = open_journal(answer_in_turn(later(), later(), later(), httpx.Response(204)))
    assert journal.ask(VK, "person_id", "1").status is LinkStatus.NOT_LINKED
    assert fake.waits == [1, 2, 4]


def test_journal_that_never_has_time_is_left_alone():
    journal, fake = open_journal(lambda _: later(Retry_After="1"))
    with pytest.raises(StopAskingError, match="уменьшите --rate"):
        journal.ask(VK, "person_id", "1")
    assert len(fake.waits) == 4


@pytest.mark.parametrize(("header", "words"), [("121", "2 мин."), ("3600", "60 мин."), ("9" * 5000, "больше суток")])
def test_nobody_is_kept_waiting_for_long(header: str, words: str):
    journal, fake = open_journal(lambda _: later(Retry_After=header))
    with pytest.raises(StopAskingError, match=f"просит подождать {words}"):
        journal.ask(VK, "person_id", "1")
    assert fake.waits == []


def test_503_without_a_time_is_an_answer_like_other_errors():
    journal, fake = open_journal(lambda _: httpx.Response(503))
    assert "503" in journal.ask(VK, "person_id", "1").remark
    assert fake.waits == []


@pytest.mark.parametrize(
    ("error", "remark"),
    [
        (httpx.ReadTimeout("slow"), "журнал не ответил: нет ответа"),
        (httpx.RemoteProtocolError("odd"), "журнал не ответил: ответа по HTTP нет"),
        (httpx.DecodingError("zip"), "журнал не ответил: ответ сжат не так, как в нём сказано"),
    ],
)
def test_silence_says_nothing_of_the_person(error: Exception, remark: str):
    journal, _ = open_journal(answer_in_turn(error, httpx.Response(204)))
    assert journal.ask(VK, "person_id", "1") == Answer(LinkStatus.UNKNOWN, remark=remark)
    assert journal.ask(VK, "person_id", "2").status is LinkStatus.NOT_LINKED


def test_journal_that_is_down_is_asked_five_times_in_a_row_and_no_more():
    silence = [httpx.ConnectTimeout("slow")] * 4
    journal, _ = open_journal(answer_in_turn(*silence, httpx.Response(204), *silence, httpx.ConnectTimeout("slow")))
    for _ in range(9):
        journal.ask(VK, "person_id", "1")
    with pytest.raises(StopAskingError, match="журнал не отвечает"):
        journal.ask(VK, "person_id", "1")


def test_redirect_is_not_followed_with_the_token():
    seen: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(302, headers={"Location": "https://stranger.example/"})

    journal, _ = open_journal(handle)
    assert journal.ask(VK, "person_id", "1").status is LinkStatus.UNKNOWN
    assert seen == ["journal.example"]


def test_endless_body_is_not_read_to_its_end():
    read = 0

    def drip() -> Iterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 1024

    journal, _ = open_journal(lambda _: httpx.Response(200, content=drip()))
    assert journal.ask(VK, "person_id", "1").status is LinkStatus.UNKNOWN
    assert read < 100


def test_body_that_drips_is_not_awaited():
    def drip() -> Iterator[bytes]:
        while True:
            fake.now += 6
            yield b" "

    journal, fake = open_journal(lambda _: httpx.Response(200, content=drip()))
    assert journal.ask(VK, "person_id", "1").remark == "журнал не ответил: нет ответа"
    assert fake.now < 140


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        (" 5 ", 5),
        ("0", 0),
        ("Fri, 27 Nov 2026 09:01:00 GMT", 60),
        ("Friday, 27-Nov-26 09:01:00 GMT", 60),
        ("Fri Nov 27 09:01:00 2026", 60),
        ("Fri, 27 Nov 2026 08:00:00 GMT", 0),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("soon", None),
        ("Fri, 99 Nov 2026 09:01:00 GMT", None),
        ("Fri, 27 Nov 99999 09:01:00 GMT", None),
    ],
)
def test_retry_after_is_a_number_or_a_date(header: str, seconds: float | None):
    assert parse_retry_after({"retry-after": header}, NOW) == seconds


def test_date_is_compared_with_the_clock_of_the_journal():
    headers = {"retry-after": "Fri, 27 Nov 2026 12:00:10 GMT", "date": "Fri, 27 Nov 2026 12:00:00 GMT"}
    assert parse_retry_after(headers, NOW) == 10
