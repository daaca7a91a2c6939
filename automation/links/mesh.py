"""Checks the people of a list by what a journal of МЭШ's kind answers, and goes on where an earlier run was ended."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from automation.addresses import normalize_address, parse_origin
from automation.job_browser import JobError
from automation.links.answer_log import AnswerLog
from automation.links.asking import MeshJournal
from automation.links.partners import PARTNERS, Answer, Partner, StopAskingError
from automation.links.people import ListedPerson
from automation.links.results import NOT_LINKED_WORD, UNKNOWN_WORD, LinkResult, LinkStatus
from mock_server.http_client import is_loopback_url

TOKEN_VARIABLE = "SFERUM_MESH_TOKEN"  # noqa: S105  the name of a variable
_API_PATH = "/v2/external-partners"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_TOKEN = re.compile(r"[!-~]{1,8000}")


def parse_journal_address(text: str, *, plain_http: bool) -> str:
    """Returns the address to which the paths of the questions are added. Raises JobError, which quotes no address.

    The token goes over HTTPS only, except to this machine or where `plain_http` permits it.
    """
    if not parse_origin(text):
        raise JobError("--mesh: нужен адрес журнала, который начинается с https://")
    parts = urlsplit(text.strip())
    if parts.username is not None or parts.query or parts.fragment:
        raise JobError("--mesh: в адресе журнала не должно быть ни пароля, ни «?», ни «#»: токен даёт переменная")
    if parts.scheme.lower() == "http" and not plain_http and not is_loopback_url(text):
        raise JobError("--mesh: по http:// токен прочтёт любой по дороге; нужен https:// (или --plain-http)")
    return normalize_address(text).partition(_API_PATH)[0].rstrip("/")


def read_token(variable: str) -> str:
    """Returns the token of an environment variable. Raises JobError, which never quotes what may be the token."""
    if not _VARIABLE.fullmatch(variable):
        raise JobError("--token-variable: нужно имя переменной окружения, а не сам токен")
    name = f"переменная окружения {variable if variable == TOKEN_VARIABLE else 'из --token-variable'}"
    token = os.environ.get(variable, "").strip()
    if not token:
        raise JobError(f"{name} не задана или пуста: в ней нужен токен человека, который вошёл в журнал")
    scheme, _, rest = token.partition(" ")
    token = rest.strip() if scheme.lower() == "bearer" else token
    if not _TOKEN.fullmatch(token):
        raise JobError(f"{name}: токен состоит из латинских букв, цифр и знаков без пробелов, а здесь не так")
    return token


def ask_about_people(
    people: Iterable[ListedPerson], partners: Sequence[Partner], journal: MeshJournal, log: AnswerLog
) -> str:
    """Asks about each person and partner that the log has no answer for; an ID that is there twice is asked once.

    Returns why it stopped before the end, or an empty text.
    """
    for person in people:
        for partner in partners:
            key = (partner.key, person.id_field, person.id)
            if person.problem or key in log.answers:
                continue
            try:
                answer = journal.ask(partner, person.id_field, person.id)
            except StopAskingError as error:
                return str(error)
            log.add(key, answer)
    return ""


def build_results(
    people: Sequence[ListedPerson], partners: Sequence[Partner], log: AnswerLog, stopped: str
) -> list[LinkResult]:
    """Returns the people in the order of the list; who was not asked about says why: the run was `stopped`."""
    not_asked = Answer(LinkStatus.UNKNOWN, remark=f"спросить не успели: {stopped}")
    results = []
    for person in people:
        keys = {partner.key: (partner.key, person.id_field, person.id) for partner in partners}
        answers = {name: log.answers.get(key, not_asked) for name, key in keys.items()}
        results.append(_build_problem(person) if person.problem else _build_result(person, answers))
    return results


def list_reasons(results: Sequence[LinkResult]) -> list[str]:
    """Returns the reasons for which people could not be asked about, each once, without whom they are about."""
    return list(dict.fromkeys(result.remark for result in results if not result.complete and result.remark))


def _build_problem(person: ListedPerson) -> LinkResult:
    return LinkResult(
        person.row, person.name, _describe_id(person), LinkStatus.UNKNOWN, remark=person.problem, complete=False
    )


def _build_result(person: ListedPerson, answers: Mapping[str, Answer]) -> LinkResult:
    """Joins the answers: linked is who is linked with any of the services, since Sferum lives in both."""
    statuses = {answer.status for answer in answers.values()}
    status = next(
        status for status in (LinkStatus.LINKED, LinkStatus.UNKNOWN, LinkStatus.NOT_LINKED) if status in statuses
    )
    return LinkResult(
        person.row,
        person.name,
        _describe_id(person),
        status,
        profile=_describe_answer(answers.get("vk")),
        remark=_join_remarks(answers),
        max_account=_describe_answer(answers.get("max")),
        max_link=answers["max"].link if "max" in answers else "",
        complete=LinkStatus.UNKNOWN not in statuses,
    )


def _join_remarks(answers: Mapping[str, Answer]) -> str:
    """Returns why services did not answer; a reason that they have in common is there once."""
    titles_of: dict[str, list[str]] = {}
    for name, answer in answers.items():
        if answer.remark:
            titles_of.setdefault(answer.remark, []).append(PARTNERS[name].title)
    return "; ".join(f"{' и '.join(titles)}: {remark}" for remark, titles in titles_of.items())


def _describe_answer(answer: Answer | None) -> int | str | None:
    if answer is None:
        return None
    words = {LinkStatus.NOT_LINKED: NOT_LINKED_WORD, LinkStatus.UNKNOWN: UNKNOWN_WORD}
    return words.get(answer.status, answer.id)


def _describe_id(person: ListedPerson) -> str:
    return f"{person.id_field} {person.id}" if person.id else ""


def describe_earlier_answers(first_at: datetime | None, count: int) -> str:
    """Returns what is said of answers that an earlier run has left; an empty text where there are none."""
    if first_at is None:
        return ""
    return (
        f"из прерванного опроса, начатого {first_at.astimezone():%d.%m.%Y в %H:%M}, взято ответов: {count}; "
        "спросить всех заново: --fresh"
    )
