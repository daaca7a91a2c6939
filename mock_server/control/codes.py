"""The codes that VK ID has sent to anybody, for those who watch: reading takes none."""

import time

from flask import Response, jsonify
from flask_openapi3.models.tag import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from mock_server.api_description import DescribedBlueprint
from mock_server.context import get_sandbox
from mock_server.control.schemas.codes import LastCodes, LastCodesQuery, SentCode
from mock_server.json_api import Refusal
from mock_server.model.sandbox import TimeShift
from mock_server.model.vk_id import Client, ConfirmationCode, Login

blueprint = DescribedBlueprint("codes", __name__, abp_tags=[Tag(name="Codes")], abp_responses={422: Refusal})


@blueprint.get("/codes", summary="Watch the codes of everybody", responses={200: LastCodes})
def last_codes(query: LastCodesQuery) -> Response:
    """Returns the codes that were sent last, also those that were taken or have ended, and takes none."""
    with get_sandbox().store.read() as session:
        codes = list_codes(session, query.limit, query.phone)
    return jsonify(LastCodes(codes=codes).model_dump())


def list_codes(session: Session, limit: int, phone: str | None = None) -> list[SentCode]:
    """Returns the codes that were sent last, to anybody or to this phone; the last one first."""
    query = select(ConfirmationCode, TimeShift.seconds).outerjoin(TimeShift, TimeShift.phone == ConfirmationCode.phone)
    if phone is not None:
        query = query.where(ConfirmationCode.phone == phone)
    rows = session.execute(query.order_by(ConfirmationCode.id.desc()).limit(limit)).all()
    clients = _find_clients(session, [code.id for code, _ in rows])
    return [_describe(code, shift_s or 0.0, clients.get(code.id, [])) for code, shift_s in rows]


def _find_clients(session: Session, code_ids: list[int]) -> dict[int, list[str]]:
    """Returns the names of the clients whose logins wait or waited for each code."""
    query = select(ConfirmationCode.id, Client.name).join(Login, Login.code_id == ConfirmationCode.id)
    query = query.join(Client, Client.id == Login.client_id).where(ConfirmationCode.id.in_(code_ids))
    names: dict[int, list[str]] = {}
    for code_id, name in session.execute(query.distinct().order_by(Client.name)):
        names.setdefault(code_id, []).append(name)
    return names


def _describe(code: ConfirmationCode, shift_s: float, clients: list[str]) -> SentCode:
    left_s = 0.0 if code.ended_at else max(0.0, code.expires_at - time.time() - shift_s)
    names = ("id", "phone", "address", "method", "code", "caller", "sent_at", "expires_at", "ended_at", "attempts_left")
    return SentCode(
        **{name: getattr(code, name) for name in names},
        moved_s=shift_s,
        taken=code.read_at is not None,
        clients=clients,
        left_s=round(left_s, 1),
    )
