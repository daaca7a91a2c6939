"""A teacher's own requests, with another teacher's names in them: anybody can change what a browser sends."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from urllib.parse import quote

from playwright.sync_api import Error, Route

from automation.addresses import parse_origin
from automation.people import Teacher
from validation.catalogue import BilingualText
from validation.foreign_requests import ActingRequest, read_body
from validation.teacher_session import TeacherSession
from validation.traffic import ForgedRequest

_ID = re.compile(r"\d{1,12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_STRANGE_CLASS = "99Ю"
_OTHERS_NAME = BilingualText("имя или права поставлены чужие", "a name or rights are another's")
_WORD = re.compile(r"[\w.@%-]+")


def find_names(
    session: TeacherSession, own: Iterable[ActingRequest], other: TeacherSession, others: Iterable[ActingRequest]
) -> dict[str, str]:
    """Returns what the session's teacher is called in requests, and what the other teacher is called there.

    That is the login, the ID for Sferum, and the IDs in which the same requests of the two differ.
    """
    names: dict[str, str] = {}
    counterparts = {_mask_ids(request): request for request in others}
    for request in own:
        if counterpart := counterparts.get(_mask_ids(request)):
            words, other_words = (_WORD.findall(_read_text(each)) for each in (request, counterpart))
            pairs = zip(words, other_words, strict=True) if len(words) == len(other_words) else ()
            names |= {word: another for word, another in pairs if word != another and _ID.fullmatch(word)}
    names[session.teacher.login] = other.teacher.login
    if session.teacher.person_id and other.teacher.person_id:
        names[session.teacher.person_id] = other.teacher.person_id
    return names | {quote(name): quote(another) for name, another in names.items()}


def replace_names(text: str, names: dict[str, str]) -> str:
    """Returns the text with the other teacher's names, where the teacher's stand whole."""
    whole = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![\w.@%-])({whole})(?![\w.@%-])", lambda match: names[match[0]], text)


def list_other_rights(teacher: Teacher) -> dict[str, str]:
    """Returns role, classes and organization of the teacher as requests name them, and others in their places."""
    others = {teacher.role: "admin" if teacher.role != "admin" else "teacher", str(teacher.organization_id): "700999"}
    others |= dict.fromkeys(teacher.classes, _STRANGE_CLASS)
    return others | {quote(name): quote(another) for name, another in others.items()}


@contextmanager
def name_another(session: TeacherSession, names: dict[str, str], *, in_path: bool = True) -> Iterator[list[str]]:
    """Puts these names in the place of others into what the pages send to the journal; gives the changed addresses.

    `in_path`: also in the path of an address, not in its query and in the body alone.
    """
    changed: list[str] = []

    def rename(route: Route) -> None:
        request = route.request
        rest = _read_rest(request.url) if in_path else request.url.partition("?")[2]
        start = len(request.url) - len(rest)
        url = request.url[:start] + replace_names(request.url[start:], names)
        body = read_body(request)
        new_body = replace_names(body, names)
        is_own = parse_origin(request.url) in session.vendor.file.origins and not session.vendor.is_return(request.url)
        if is_own and (url, new_body) != (request.url, body):
            changed.append(url)
            line = f"{request.method} {url}{f' {new_body}' if body else ''}"
            session.traffic.forged.append(ForgedRequest(line, _OTHERS_NAME))
            route.fallback(url=url, post_data=new_body if body else None)
        else:
            route.fallback()

    session.context.route("**/*", rename)
    try:
        yield changed
    finally:
        with suppress(Error):  # a window has closed meanwhile
            session.context.unroute("**/*", rename)


def _read_rest(url: str) -> str:
    """Returns the path and what follows it."""
    return f"/{url.split('://', 1)[-1].partition('/')[2]}"


def _read_text(request: ActingRequest) -> str:
    return f"{_read_rest(request.url)} {request.body}"


def _mask_ids(request: ActingRequest) -> tuple[str, str]:
    path = _read_rest(request.url).partition("?")[0]
    return request.method, _WORD.sub(lambda match: "#" if _ID.fullmatch(match[0]) else match[0], path)
