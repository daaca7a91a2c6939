"""Which request decided a check that failed, and what was altered in it: told by what the browsers did."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from automation.addresses import parse_query
from validation.catalogue import BilingualText
from validation.teacher_session import TeacherSession
from validation.traffic import ForgedRequest

_MAX_SHOWN = 3
_REFUSAL_OF_NOBODY = BilingualText("ответ с ошибкой, которого VK ID не присылал", "an error that VK ID never sent")
_OTHERS_RETURN = BilingualText("адрес возврата другого учителя, целиком", "another teacher's return address, whole")


def list_forged_requests(sessions: Sequence[TeacherSession]) -> list[ForgedRequest]:
    """Returns the last requests that a check altered or had another site's page send; none where it did neither.

    Of several return addresses that were altered, the last decided: the check looks after each.
    """
    forged = [request for session in sessions for request in session.traffic.forged]
    returned = _find_forged_return(sessions)
    return [*forged[-_MAX_SHOWN:], *([returned] if returned else [])][-_MAX_SHOWN:]


def _find_forged_return(sessions: Sequence[TeacherSession]) -> ForgedRequest | None:
    for session in reversed(sessions):
        others = [other for other in sessions if other is not session]
        visited = [url for url in session.traffic.urls if session.vendor.is_return(url)]
        for url in reversed(visited):
            if altered := describe_alteration(url, session, others):
                return ForgedRequest(f"GET {url}", altered)
    return None


def describe_alteration(url: str, session: TeacherSession, others: Sequence[TeacherSession]) -> BilingualText | None:
    """Returns in what the return address differs from the one that VK ID sent; None where nothing is known to differ.

    It is compared with the address of the same attempt, or, where its state is of none, with the last.
    """
    if url in session.traffic.returns:
        return None
    if any(url in other.traffic.returns for other in others):
        return _OTHERS_RETURN
    own_states = {attempt.state for attempt in session.traffic.authorizations}
    other_states = {attempt.state for other in others for attempt in other.traffic.authorizations}
    params = parse_query(url)
    genuine = [parse_query(address) for address in session.traffic.returns if _is_same_place(address, url)]
    state = params.get("state")
    if state in own_states:
        genuine = [address for address in genuine if address.get("state") == state]
    if "error" in params and not any("error" in address for address in genuine) and state not in own_states:
        return _join([_REFUSAL_OF_NOBODY, _describe_state(None, state, other_states)])
    if genuine:
        return _join(_describe_param(name, genuine[-1], params, other_states) for name in {**genuine[-1], **params})
    if state in own_states or not own_states:
        return None
    return _describe_state(None, state, other_states)


def _is_same_place(url: str, other: str) -> bool:
    return urlsplit(url)._replace(query="", fragment="") == urlsplit(other)._replace(query="", fragment="")


def _describe_param(
    name: str, genuine: dict[str, str], params: dict[str, str], other_states: set[str]
) -> BilingualText | None:
    before, after = genuine.get(name), params.get(name)
    if before == after:
        return None
    if name == "state":
        return _describe_state(before, after, other_states)
    if after is None:
        return BilingualText(f"{name} убран", f"{name} is removed")
    if before is None:
        return BilingualText(f"{name} добавлен", f"{name} is added")
    return BilingualText(f"{name} заменён", f"{name} is replaced")


def _describe_state(before: str | None, after: str | None, other_states: set[str]) -> BilingualText:
    if after is None:
        absent = BilingualText("state нет", "there is no state")
        return BilingualText("state убран", "state is removed") if before else absent
    if after in other_states:
        return BilingualText("state — от попытки другого учителя", "state is of another teacher's attempt")
    if before and before[: len(before) // 2] == after[: len(before) // 2]:
        return BilingualText(
            "state изменён: первая половина прежняя, вторая другая",
            "state is altered: its first half is the same, the second is not",
        )
    return BilingualText("state выдуман", "state is invented")


def _join(parts: Iterable[BilingualText | None]) -> BilingualText | None:
    texts = [part for part in parts if part]
    if not texts:
        return None
    return BilingualText("; ".join(text.ru for text in texts), "; ".join(text.en for text in texts))
