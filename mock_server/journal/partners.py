"""What a journal of МЭШ's kind answers about links: `/v2/external-partners/…`, with a person's token.

Public knowledge (the code of such journals' pages): the three addresses, `person_id` or `staff_id`, `vk_edu_id` or
204, `max_id` and `max_link` or 204, and that items of the list have `userData`. Ours: where tokens come from and what
they allow, all errors, the limit of requests, the rest of the list. Sferum lives in MAX, too, since autumn 2025.
"""

import math
from typing import Any

from flask import Response, g, jsonify, make_response, request
from flask_openapi3.models.tag import Tag
from pydantic import BaseModel, Field, RootModel
from sqlalchemy import bindparam, select

from mock_server.api_description import DescribedBlueprint
from mock_server.clock import shift_time
from mock_server.context import get_sandbox
from mock_server.http.gate import for_other_origins
from mock_server.json_api import Refusal, StrictModel, refuse
from mock_server.model.journal import FIRST_STAFF_ID, JournalToken, JournalUser, MaxAccount
from mock_server.model.sandbox import TimeShift
from mock_server.rows import RowLock, RowQuery, Transaction, update_row
from mock_server.web import identify_request

_MINUTE_S = 60
_MAX_DIGITS = 15
_REFUSALS: dict[Any, Any] = dict.fromkeys((400, 401, 429), Refusal)
_REFUSALS_OF_OTHERS: dict[Any, Any] = dict.fromkeys((403, 404), Refusal)

_TOKEN = RowQuery(
    select(JournalToken, JournalUser, TimeShift.seconds)
    .join(JournalUser, JournalUser.id == JournalToken.user_id)
    .outerjoin(TimeShift, TimeShift.phone == JournalUser.phone)
    .where(JournalToken.token == bindparam("token"))
)
_TOKEN_LOCK = RowLock(select(JournalToken.token).where(JournalToken.token == bindparam("token")))
_COUNTED = RowQuery(select(JournalToken).where(JournalToken.token == bindparam("token")))
_USER = RowQuery(select(JournalUser).where(JournalUser.id == bindparam("user_id")))
_MAX_ACCOUNT = RowQuery(select(MaxAccount).where(MaxAccount.phone == bindparam("phone")))

blueprint = DescribedBlueprint(
    "partners",
    __name__,
    url_prefix="/v2/external-partners",
    abp_tags=[Tag(name="External partners")],
    abp_responses=_REFUSALS,
    abp_security=[{"person": []}],
)


class PersonQuery(StrictModel):
    """Whom the question is about: one of the two."""

    person_id: str | None = Field(
        default=None, min_length=1, max_length=100, description="the journal's ID of a person"
    )
    staff_id: str | None = Field(default=None, min_length=1, max_length=100, description="the ID of a person's job")


class VkUser(BaseModel):
    """The educational profile that the journal holds for linked."""

    vk_edu_id: int


class MaxUser(BaseModel):
    """The account of MAX that the journal holds for linked."""

    max_id: int
    max_link: str


class Partner(BaseModel):
    """A service that a person's account may be linked with."""

    id: str = Field(description="vk or max")
    name: str
    userData: VkUser | MaxUser | None = Field(description="null: not linked")  # noqa: N815  so it is called in life


class Partners(RootModel[list[Partner]]):
    """All services, linked or not."""


@blueprint.before_request
def load_token_owner() -> Response | None:
    """Loads the person whose token the request has, and counts the request. 401 and 429 end it here."""
    auth = request.authorization
    token = (auth.token or "") if auth is not None and auth.type == "bearer" else ""
    with get_sandbox().store.look() as look:
        found = _TOKEN.find(look, token=token)
    if found is None or found[0].expires_at <= shift_time(found[-1]):
        return _refuse_token()
    g.journal_token, g.user, time_shift = found
    identify_request(phone=g.user.phone, organization_id=g.user.organization_id)
    if g.journal_token.requests_per_minute is None:
        return None
    with get_sandbox().store.change() as change:
        wait_s = _count_request(change, token, shift_time(time_shift))
    return _refuse_hurry(wait_s) if wait_s else None


@blueprint.get(
    "/check-for-vk-user",
    summary="Whether a person has linked an educational profile of VK",
    responses={200: VkUser, 204: None, **_REFUSALS_OF_OTHERS},
)
@for_other_origins
def check_for_vk_user(query: PersonQuery) -> Response:
    """Returns the profile's ID, or 204 where the person has linked none."""
    person = _find_person(query)
    if isinstance(person, Response):
        return person
    return _answer(VkUser(vk_edu_id=person.profile_id) if person.profile_id else None)


@blueprint.get(
    "/check-for-max-user",
    summary="Whether a person has linked an account of MAX",
    responses={200: MaxUser, 204: None, **_REFUSALS_OF_OTHERS},
)
@for_other_origins
def check_for_max_user(query: PersonQuery) -> Response:
    """Returns the account's ID and its link, or 204 where the person has linked none."""
    person = _find_person(query)
    if isinstance(person, Response):
        return person
    return _answer(_load_max_user(person))


@blueprint.get("/list", summary="What the token's owner may link, and has linked", responses={200: Partners})
@for_other_origins
def list_partners() -> Response:
    """Returns each service, with the owner's data there where the owner has linked it."""
    owner: JournalUser = g.user
    vk_user = VkUser(vk_edu_id=owner.profile_id) if owner.profile_id else None
    partners = [
        Partner(id="vk", name="VK Мессенджер", userData=vk_user),
        Partner(id="max", name="MAX", userData=_load_max_user(owner)),
    ]
    return jsonify([partner.model_dump() for partner in partners])


def _find_person(query: PersonQuery) -> JournalUser | Response:
    """Returns the person in question, or the refusal.

    To a token that may ask about its owner only, a person whom the journal lacks is a stranger like any other.
    """
    if (query.person_id is None) == (query.staff_id is None):
        return refuse(400, "invalid_request", "send person_id or staff_id, one of the two")
    owner: JournalUser = g.user
    if _is_meant(owner, query):
        return owner
    if not g.journal_token.for_organization:
        return refuse(403, "forbidden", "this token may ask about its owner only")
    with get_sandbox().store.look() as look:
        person = _USER.scalar(look, user_id=_parse_user_id(query))
    if person is None or person.organization_id != owner.organization_id or not _is_meant(person, query):
        return refuse(404, "unknown_person", "nobody of the owner's organization has this ID")
    return person


def _parse_user_id(query: PersonQuery) -> int:
    """Returns the ID that the person has if there is one; 0 for what is no ID."""
    text = query.person_id or query.staff_id or ""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= _MAX_DIGITS else 0
    return number if query.person_id else max(0, number - FIRST_STAFF_ID)


def _is_meant(person: JournalUser, query: PersonQuery) -> bool:
    if query.person_id is not None:
        return query.person_id == str(person.id)
    return person.staff_id is not None and query.staff_id == str(person.staff_id)


def _load_max_user(person: JournalUser) -> MaxUser | None:
    with get_sandbox().store.look() as look:
        account = _MAX_ACCOUNT.scalar(look, phone=person.phone)
    return MaxUser(max_id=account.max_id, max_link=account.max_link) if account else None


def _answer(linked: BaseModel | None) -> Response:
    return make_response(jsonify(linked.model_dump())) if linked else make_response("", 204)


def _count_request(transaction: Transaction, token: str, moment: float) -> float:
    """Counts a request of a limited token; returns in how many seconds it is allowed, 0 where it is now."""
    _TOKEN_LOCK.acquire(transaction, token=token)
    counted = _COUNTED.scalar(transaction, token=token)
    assert counted is not None, "no token is ever deleted"
    began_at, requests = counted.minute_began_at, counted.minute_requests
    if not 0 <= moment - began_at < _MINUTE_S:
        began_at, requests = moment, 0
    if requests >= (counted.requests_per_minute or 0):
        return began_at + _MINUTE_S - moment
    update_row(transaction, counted, minute_began_at=began_at, minute_requests=requests + 1)
    return 0


def _refuse_token() -> Response:
    answer = refuse(
        401, "invalid_token", "send a person's token as Authorization: Bearer; this is none, or has expired"
    )
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


def _refuse_hurry(wait_s: float) -> Response:
    answer = refuse(429, "too_many_requests", "the token's requests of this minute are used up")
    answer.headers["Retry-After"] = str(max(1, math.ceil(wait_s)))
    return answer
