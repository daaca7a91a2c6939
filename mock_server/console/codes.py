"""The codes that VK ID has sent: an inbox."""

import time

from flask import Blueprint, render_template, request

from mock_server.console.forms import NOT_A_PHONE
from mock_server.context import get_sandbox
from mock_server.control.codes import list_codes
from mock_server.logins import parse_phone

_SHOWN = 100

blueprint = Blueprint("codes", __name__, url_prefix="/codes")


@blueprint.get("")
def index() -> str:
    """Shows the last codes, and takes none."""
    typed = request.args.get("phone", "").strip()
    phone = parse_phone(typed)
    mistake = NOT_A_PHONE if typed and not phone else None
    with get_sandbox().store.read() as session:
        codes = list_codes(session, _SHOWN, phone)
    return render_template("console/codes.html", codes=codes, typed=typed, mistake=mistake, now=time.time())
