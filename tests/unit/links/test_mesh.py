"""`links check --mesh`: the address, the token, what is asked and what is not, and what becomes of the answers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from automation.job_browser import JobError
from automation.links.answer_log import AnswerLog
from automation.links.asking import MeshJournal
from automation.links.mesh import ask_about_people, build_results, parse_journal_address, read_token
from automation.links.partners import PARTNERS, Answer, Partner, StopAskingError
from automation.links.people import ListedPerson
from automation.links.results import LinkStatus

ADDRESS = "https://journal.example"
NOW = datetime.now(UTC)
BOTH = [*PARTNERS.values()]
LINKED, FREE, UNKNOWN = (
    Answer(LinkStatus.LINKED, 7),
    Answer(LinkStatus.NOT_LINKED),
    Answer(LinkStatus.UNKNOWN, remark="журнал ответил 502"),
)


class ScriptedJournal:
    """Answers as it is told to; remembers what it was asked."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, str]] = []

    def ask(self, partner: Partner, id_field: str, person_id: str) -> Answer:
        self.asked.append((partner.key, id_field, person_id))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def person(row: int, person_id: str, problem: str = "") -> ListedPerson:
    return ListedPerson(row, f"Человек {row}", "person_id", person_id, problem)


def open_log(path: Path, address: str = ADDRESS, now: datetime = NOW, *, fresh: bool = False) -> AnswerLog:
    return AnswerLog(path / "answers.jsonl", address, now, fresh=fresh)


def ask(people: Sequence[ListedPerson], journal: ScriptedJournal, log: AnswerLog) -> str:
    return ask_about_people(people, BOTH, cast(MeshJournal, journal), log)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://journal.example", ADDRESS),
        (" https://JOURNAL.example:443/ ", ADDRESS),
        ("https://journal.example/v2/external-partners/list", ADDRESS),
        ("https://journal.example/school/v2/external-partners/", f"{ADDRESS}/school"),
        ("https://журнал.рф", "https://xn--80aoj6acp.xn--p1ai"),
        ("http://127.0.0.1:5001/", "http://127.0.0.1:5001"),
        ("http://localhost:5001", "http://localhost:5001"),
    ],
)
def test_address_of_the_journal_is_found_in_what_people_type(text: str, address: str):
    found = parse_journal_address(text, plain_http=False)
    assert found == address or text.startswith("https://журнал")
    assert found.isascii()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("journal.example", "начинается с https://"),
        ("ftp://journal.example", "начинается с https://"),
        ("https://", "начинается с https://"),
        ("http://[::1", "начинается с https://"),
        ("", "начинается с https://"),
        ("http://journal.example", "--plain-http"),
        ("http://127.0.0.1.journal.example", "--plain-http"),
        ("https://user:s3cret@journal.example", "ни пароля"),
        ("https://journal.example/?token=s3cret", "ни «?»"),
        ("https://journal.example/#s3cret", "ни «#»"),
    ],
)
def test_address_that_will_not_do_is_refused_without_its_secrets(text: str, complaint: str):
    with pytest.raises(JobError) as error:
        parse_journal_address(text, plain_http=False)
    assert complaint in str(error.value)
    assert "s3cret" not in str(error.value)


def test_plain_http_has_to_be_permitted():
    assert parse_journal_address("http://journal.example", plain_http=True) == "http://journal.example"


@pytest.mark.parametrize("value", ["t0ken", " t0ken\n", "Bearer t0ken", "bearer  t0ken"])
def test_token_is_found_in_what_people_paste(monkeypatch: pytest.MonkeyPatch, value: str):
    monkeypatch.setenv("SFERUM_MESH_TOKEN", value)
    assert read_token("SFERUM_MESH_TOKEN") == "t0ken"


@pytest.mark.parametrize("value", [None, "", "  ", "Bearer", "s3cret s3cret", "s3cret\ns3cret", "секрет", "s" * 8001])
def test_token_that_will_not_do_is_refused_and_not_quoted(monkeypatch: pytest.MonkeyPatch, value: str | None):
    monkeypatch.delenv("SFERUM_MESH_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("SFERUM_MESH_TOKEN", value)
    with pytest.raises(JobError) as error:
        read_token("SFERUM_MESH_TOKEN")
    assert "SFERUM_MESH_TOKEN" in str(error.value)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize("token", ["eyJhbGciOi.J9.s3cret", "s3cret-token", "s3crettoken", "1s3cret", "S3CRET"])
def test_token_in_the_place_of_its_variable_is_not_quoted(token: str):
    with pytest.raises(JobError) as error:
        read_token(token)
    assert "--token-variable" in str(error.value)
    assert "s3cret" not in str(error.value).lower()


def test_each_id_is_asked_about_once(tmp_path: Path):
    people = [person(2, "1"), person(3, "1"), person(4, "", "в списке нет ID"), person(5, "2")]
    journal = ScriptedJournal(FREE, FREE, LINKED, FREE)
    with open_log(tmp_path) as log:
        assert ask(people, journal, log) == ""
        results = build_results(people, BOTH, log, "")
    assert journal.asked == [(name, "person_id", number) for number in "12" for name in ("vk", "max")]
    assert [(result.status, result.complete) for result in results] == [
        (LinkStatus.NOT_LINKED, True),
        (LinkStatus.NOT_LINKED, True),
        (LinkStatus.UNKNOWN, False),
        (LinkStatus.LINKED, True),
    ]
    assert results[2].remark == "в списке нет ID"


@pytest.mark.parametrize(
    ("vk", "max_answer", "status", "complete"),
    [
        (LINKED, FREE, LinkStatus.LINKED, True),
        (FREE, LINKED, LinkStatus.LINKED, True),
        (LINKED, LINKED, LinkStatus.LINKED, True),
        (FREE, FREE, LinkStatus.NOT_LINKED, True),
        (FREE, UNKNOWN, LinkStatus.UNKNOWN, False),
        (UNKNOWN, FREE, LinkStatus.UNKNOWN, False),
        (LINKED, UNKNOWN, LinkStatus.LINKED, False),
        (UNKNOWN, UNKNOWN, LinkStatus.UNKNOWN, False),
    ],
)
def test_nobody_counts_as_not_linked_before_both_services_have_said_so(
    tmp_path: Path, vk: Answer, max_answer: Answer, status: LinkStatus, complete: bool
):
    with open_log(tmp_path) as log:
        ask([person(2, "1")], ScriptedJournal(vk, max_answer), log)
        (result,) = build_results([person(2, "1")], BOTH, log, "")
    assert (result.status, result.complete) == (status, complete)
    words = {LinkStatus.LINKED: 7, LinkStatus.NOT_LINKED: "нет", LinkStatus.UNKNOWN: "не проверен"}
    assert (result.profile, result.max_account) == (words[vk.status], words[max_answer.status])
    assert ("журнал ответил 502" in result.remark) == (not complete)


def test_run_that_is_stopped_tells_whom_it_did_not_reach(tmp_path: Path):
    people = [person(2, "1"), person(3, "2"), person(4, "3")]
    journal = ScriptedJournal(LINKED, FREE, FREE, StopAskingError("журнал не принял токен (401)"))
    with open_log(tmp_path) as log:
        stopped = ask(people, journal, log)
        results = build_results(people, BOTH, log, stopped)
    assert stopped == "журнал не принял токен (401)"
    assert [result.status for result in results] == [LinkStatus.LINKED, LinkStatus.UNKNOWN, LinkStatus.UNKNOWN]
    assert results[1].profile == "нет"
    assert results[1].remark == "MAX: спросить не успели: журнал не принял токен (401)"
    assert results[2].remark == "VK и MAX: спросить не успели: журнал не принял токен (401)"


def test_next_run_asks_only_what_is_not_known(tmp_path: Path):
    people = [person(2, "1"), person(3, "2")]
    with open_log(tmp_path) as log:
        ask(people, ScriptedJournal(LINKED, UNKNOWN, StopAskingError("конец")), log)
    journal = ScriptedJournal(FREE, FREE, LINKED)
    with open_log(tmp_path) as log:
        assert log.first_at is not None
        ask(people, journal, log)
        results = build_results(people, BOTH, log, "")
        assert not log.has_gaps()
    assert journal.asked == [("max", "person_id", "1"), ("vk", "person_id", "2"), ("max", "person_id", "2")]
    assert [result.status for result in results] == [LinkStatus.LINKED, LinkStatus.LINKED]


@pytest.mark.parametrize("tail", [b'{"journal": "https', b"\xff\xfe\x00", b"[]\n", b"null\n", b"\n\n", b'{"key": 5}\n'])
def test_line_that_was_cut_off_costs_one_question_and_no_more(tmp_path: Path, tail: bytes):
    with open_log(tmp_path) as log:
        ask([person(2, "1")], ScriptedJournal(LINKED, FREE), log)
    path = tmp_path / "answers.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + tail)
    journal = ScriptedJournal(FREE, FREE)
    with open_log(tmp_path) as log:
        ask([person(2, "1"), person(3, "2")], journal, log)
    assert journal.asked == [("vk", "person_id", "2"), ("max", "person_id", "2")]
    assert path.read_bytes().startswith(whole)
    assert len(path.read_bytes().splitlines()) == 4


@pytest.mark.parametrize(
    ("address", "later", "fresh"),
    [
        ("https://other.example", timedelta(0), False),
        (ADDRESS, timedelta(hours=25), False),
        (ADDRESS, timedelta(0), True),
    ],
)
def test_answers_of_another_journal_of_yesterday_or_unwanted_are_not_used(
    tmp_path: Path, address: str, later: timedelta, fresh: bool
):
    with open_log(tmp_path) as log:
        ask([person(2, "1")], ScriptedJournal(LINKED, FREE), log)
    with open_log(tmp_path, address, NOW + later, fresh=fresh) as log:
        assert (log.answers, log.first_at) == ({}, None)
    assert list(tmp_path.iterdir()) == [], "a log without answers is none"


def test_log_is_its_owners_and_goes_when_it_is_not_needed(tmp_path: Path):
    with open_log(tmp_path) as log:
        ask([person(2, "1")], ScriptedJournal(LINKED, FREE), log)
        path = tmp_path / "answers.jsonl"
        assert path.stat().st_mode & 0o777 == 0o600
        assert "Человек" not in path.read_text(encoding="utf-8")
        log.delete()
    assert list(tmp_path.iterdir()) == []
