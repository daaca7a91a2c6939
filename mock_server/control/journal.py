"""What the journal's API is asked with and about: tokens, and accounts of MAX. All of it is ours."""

import secrets

from flask import Response, jsonify, make_response
from flask_openapi3.models.tag import Tag
from sqlalchemy import select

from mock_server.api_description import DescribedBlueprint
from mock_server.clock import now
from mock_server.context import get_sandbox
from mock_server.control.schemas.journal import JournalTokenMade, MaxAccountState, NewJournalToken, NewMaxAccount
from mock_server.control.schemas.people import PersonPath
from mock_server.json_api import Refusal, refuse
from mock_server.model.journal import JournalToken, JournalUser, MaxAccount
from mock_server.upserts import upsert

_FIRST_MAX_ID = 10_000_000

blueprint = DescribedBlueprint("journal", __name__, abp_tags=[Tag(name="Journal")], abp_responses={422: Refusal})


@blueprint.post(
    "/journal-tokens",
    summary="Give a program a person's token for the journal",
    responses={201: JournalTokenMade, 404: Refusal},
)
def create_journal_token(body: NewJournalToken) -> Response:
    """Returns a token for the journal's API (`/v2/external-partners/…`), as if the person had signed in there."""
    token = secrets.token_urlsafe(32)
    with get_sandbox().store.write() as session:
        user = session.scalar(select(JournalUser).where(JournalUser.login == body.login))
        if user is None:
            return refuse(404, "unknown_person", "no such login in the journal")
        scope = body.scope or ("organization" if user.role == "admin" else "person")
        session.add(
            JournalToken(
                token=token,
                user_id=user.id,
                for_organization=scope == "organization",
                expires_at=now(session, user.phone) + body.lifetime_s,
                requests_per_minute=body.requests_per_minute,
            )
        )
    staff_id = None if user.staff_id is None else str(user.staff_id)
    made = JournalTokenMade(
        token=token, scope=scope, person_id=str(user.id), staff_id=staff_id, expires_in=body.lifetime_s
    )
    return make_response(jsonify(made.model_dump()), 201)


@blueprint.put("/people/<phone>/max-account", summary="Link an account of MAX", responses={200: MaxAccountState})
def set_max_account(path: PersonPath, body: NewMaxAccount) -> Response:
    """Lets the journal hold an account of MAX for linked with this person, in place of an earlier one."""
    max_id = body.max_id or _FIRST_MAX_ID + secrets.randbelow(10**9)
    max_link = body.max_link or f"https://max.ru/u/{secrets.token_urlsafe(12)}"
    with get_sandbox().store.write() as session:
        upsert(session, MaxAccount, phone=path.phone, max_id=max_id, max_link=max_link)
    return make_response(jsonify(MaxAccountState(max_id=max_id, max_link=max_link).model_dump()))


@blueprint.delete("/people/<phone>/max-account", summary="Unlink the account of MAX", responses={204: None})
def delete_max_account(path: PersonPath) -> Response:
    """Unlinks the person's account of MAX, if there is one."""
    with get_sandbox().store.write() as session:
        account = session.get(MaxAccount, path.phone)
        if account is not None:
            session.delete(account)
    return make_response("", 204)
