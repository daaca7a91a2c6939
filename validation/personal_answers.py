"""The answers of a journal that name the teacher, and who else gets them: whoever knows an address can ask for it."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import APIRequestContext, Error, Response

from automation.addresses import parse_origin
from validation.leaks import decode_layers
from validation.teacher_session import TeacherSession

_KINDS = ("document", "xhr", "fetch")
_OK = 200
_ANSWER_TIMEOUT_MS = 5000
"""Longer than a page takes; an answer that goes on for ever is given up."""
_MAX_ADDRESSES = 20


class PersonalAnswers:
    """Addresses that a teacher's browser asks for, from the moment the watch is made."""

    def __init__(self, session: TeacherSession) -> None:
        self._session = session
        self.urls: list[str] = []
        """Those that answered, each once, but for the return address: what it shows belongs to an attempt."""
        session.context.on("response", self._add)

    def list_naming(self) -> list[str]:
        """Returns the last addresses whose answers, asked for once more by the teacher's cookies, name the teacher."""
        requests, marks = self._session.context.request, list_marks(self._session)
        return [url for url in self.urls[-_MAX_ADDRESSES:] if is_told(requests, url, marks)]

    def _add(self, response: Response) -> None:
        request, vendor = response.request, self._session.vendor
        is_own = parse_origin(response.url) in vendor.file.origins and not vendor.is_return(response.url)
        is_text = request.resource_type in _KINDS and not response.headers.get("content-type", "").startswith(
            "text/event-stream"
        )
        if is_own and is_text and (request.method, response.status) == ("GET", _OK) and response.url not in self.urls:
            self.urls.append(response.url)


def list_marks(session: TeacherSession) -> list[str]:
    """Returns what tells the teacher from others: the surname, and the ID of the linked profile."""
    return [session.teacher.last_name, *map(str, session.vendor.find_linked_profile_ids(session.teacher))]


def is_told(requests: APIRequestContext, url: str, marks: Iterable[str]) -> bool:
    """Returns whether the address, asked for with these cookies, tells one of the marks of a teacher."""
    try:
        answer = requests.get(url, max_redirects=0, timeout=_ANSWER_TIMEOUT_MS)
        text = answer.text() if answer.status == _OK else ""
    except Error:
        return False
    layers = [layer.casefold() for layer in decode_layers(text)]
    return any(has_mark(layer, mark.casefold()) for mark in marks for layer in layers)


def is_for_colleagues(
    url: str, asked_by_colleague: Iterable[str], requests: APIRequestContext, marks_of_colleague: Iterable[str]
) -> bool:
    """Returns whether the address may be for all at the school: each teacher has a timetable, or a page in a list.

    It is not, where a colleague's browser asks for the same with other parameters, and is told of the teacher alone.
    """
    paths = {urlsplit(asked).path for asked in asked_by_colleague}
    return urlsplit(url).path not in paths or is_told(requests, url, marks_of_colleague)


def has_mark(text: str, mark: str) -> bool:
    """Returns whether the text has the mark; a number is not a part of another one."""
    return bool(re.search(rf"(?<!\d){re.escape(mark)}(?!\d)", text))
