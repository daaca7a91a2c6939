"""What happens in the sandbox, as it happens: a stream of server-sent events."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, request
from flask_openapi3.models.tag import Tag
from pydantic import Field, field_validator

from mock_server.api_description import DescribedBlueprint
from mock_server.context import Sandbox, get_sandbox
from mock_server.json_api import Refusal, StrictModel
from mock_server.notices import TOPICS, Notice

_HEARTBEAT_S = 5
"""How soon a connection that the other side has left is noticed."""
_CONTENT_TYPE = "text/event-stream"
_STREAM: dict[Any, Any] = {
    200: {"description": "the events", "content": {_CONTENT_TYPE: {"schema": {"type": "string"}}}},
    429: Refusal,
    503: Refusal,
}

blueprint = DescribedBlueprint("events", __name__, abp_tags=[Tag(name="Events")], abp_responses={422: Refusal})


class EventsQuery(StrictModel):
    """What to watch."""

    topics: str = Field(default=",".join(TOPICS), description=f"of {', '.join(TOPICS)}, with commas between them")

    @field_validator("topics")
    @classmethod
    def _check_topics(cls, value: str) -> str:
        if unknown := set(value.split(",")) - set(TOPICS):
            raise ValueError(f"there is no topic {min(unknown)[:40]!r}; there are {', '.join(TOPICS)}")
        return value


@blueprint.get("/events", summary="Watch what happens", responses=_STREAM)
def events(query: EventsQuery) -> Response:
    """Sends an event for each change: `codes` and `changes` with a phone as `key`, `requests` with a request's ID.

    The stream goes on for those who send `Accept: text/event-stream`, as EventSource does; for others it ends with what
    has happened by now. `Last-Event-ID` continues a stream that broke. An event `reset` says that some events are lost:
    read all anew.
    429 where 100 streams are open already, 503 where 800 requests wait for anything.
    """
    return open_stream(query.topics.split(","))


def open_stream(topics: list[str], may_listen: Callable[[], bool] = lambda: True) -> Response:
    """Returns the answer to the present request that goes on as long as its client listens, and may."""
    shared = get_sandbox()
    with contextlib.ExitStack() as stack:
        stack.enter_context(shared.waiting_room.admit("the stream of events"))
        after = request.headers.get("Last-Event-ID") or shared.notices.last_id()
        goes_on = _CONTENT_TYPE in request.headers.get("Accept", "")
        parts = _send_events(shared, topics, after, may_listen) if goes_on else _send_once(shared, topics, after)
        answer = Response(parts, content_type=f"{_CONTENT_TYPE}; charset=utf-8")
        answer.call_on_close(stack.pop_all().close)
    return answer


def _send_events(shared: Sandbox, topics: list[str], after: str, may_listen: Callable[[], bool]) -> Iterator[str]:
    yield _format_beginning(after)
    asked_at = time.monotonic()
    while not shared.stopping.is_set():
        notices = shared.notices.wait(topics, after, _HEARTBEAT_S)
        if time.monotonic() - asked_at >= _HEARTBEAT_S:  # not at each notice of a crowd
            if not may_listen():
                return
            asked_at = time.monotonic()
        if notices:
            after = notices[-1].id
        yield "".join(map(_format_event, notices)) or ": still here\n\n"


def _send_once(shared: Sandbox, topics: list[str], after: str) -> Iterator[str]:
    yield _format_beginning(after)
    yield from map(_format_event, shared.notices.wait(topics, after, 0))


def _format_beginning(after: str) -> str:
    return f"retry: 1000\nid: {after}\n\n"


def _format_event(notice: Notice) -> str:
    return f"id: {notice.id}\nevent: {notice.topic or 'reset'}\ndata: {json.dumps({'key': notice.key})}\n\n"
