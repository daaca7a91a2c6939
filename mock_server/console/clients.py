"""Applications that VK ID lets sign people in: a list, a form to register one, and what strict mode refuses of each."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError

from mock_server.console.forms import FormError, parse_form, read_query, read_text
from mock_server.control.clients import (
    OwnClientError,
    UnknownClientError,
    delete,
    find_departures,
    list_clients,
    load_client,
    register,
)
from mock_server.control.schemas.clients import ClientsQuery, NewClient
from mock_server.model.vk_id import Client
from mock_server.oauth_client import OWN_IDS

_SHOWN = 50
_STRICT = {"": None, "yes": True, "no": False}
_MISTAKES = {
    "id": "ID приложения — до 15 цифр",
    "name": "Назовите приложение; не длиннее 200 знаков",
    "redirect_uris": "Нужны адреса возврата, каждый на своей строке: https://journal.example/callback",
    "kind": "Выберите, как приложение называет себя",
    "secret": "Секрет — до 200 латинских букв, цифр и знаков без пробелов",
    "service_token": "Ключ — до 200 латинских букв, цифр и знаков без пробелов",
    "frame_origins": "Нужны сайты без пути, каждый на своей строке: https://journal.example",
}
_TAKEN = "Приложение с таким ID или сервисным ключом уже есть"

blueprint = Blueprint("clients", __name__, url_prefix="/applications")


@blueprint.get("")
def index() -> str:
    """Shows the applications, and the form that registers one."""
    return _show({"kind": "public"}, {})


@blueprint.post("")
def submit() -> Response:
    """Registers an application; shows it."""
    try:
        client = register(_read_client())
    except FormError as error:
        return make_response(_show(request.form, error.mistakes), 422)
    except IntegrityError:
        return make_response(_show(request.form, {"id": _TAKEN}), 422)
    return make_response(redirect(url_for(".client", client_id=client.id, done="registered"), 303))


@blueprint.get("/<client_id>")
def client(client_id: str) -> str:
    """Shows one application: its addresses, keys, and what strict mode refuses."""
    return _show_client(_require_client(client_id))


@blueprint.get("/<client_id>/remove")
def ask_to_remove(client_id: str) -> str:
    """Asks whether to delete the application."""
    return render_template("console/remove_client.html", client=_require_client(client_id))


@blueprint.post("/<client_id>/remove")
def remove_client(client_id: str) -> Response:
    """Deletes an application, unless people are linked through it."""
    found = _require_client(client_id)
    try:
        delete(client_id)
    except (OwnClientError, UnknownClientError):
        abort(409, "a site of the sandbox stays")
    except IntegrityError:
        return make_response(_show_client(found, "Через это приложение привязаны люди: сначала отвяжите их"), 409)
    return make_response(redirect(url_for(".index", done="removed"), 303))


def _show(typed: Any, mistakes: dict[str, str]) -> str:
    search, after = (request.args.get(name, "").strip() for name in ("search", "after"))
    query = read_query(ClientsQuery, _SHOWN, search=search, after=after)
    page = list_clients(query)
    return render_template(
        "console/clients.html",
        clients=page.clients,
        search=query.search,
        after=query.after,
        following=page.next,
        typed=typed,
        mistakes=mistakes,
        is_removed=request.args.get("done") == "removed",
    )


def _show_client(found: Client, mistake: str | None = None) -> str:
    return render_template(
        "console/client.html",
        client=found,
        own=found.id in OWN_IDS,
        departures=find_departures(found),
        mistake=mistake,
        is_new=request.args.get("done") == "registered",
    )


def _read_client() -> NewClient:
    """Returns the application to register, as the form has it. Raises FormError."""
    values: dict[str, object] = {name: read_text(name) for name in ("id", "name", "kind", "secret", "service_token")}
    values |= {name: request.form.get(name, "").split() for name in ("redirect_uris", "frame_origins")}
    return parse_form(NewClient, {**values, "strict": _STRICT.get(read_text("strict"))}, _MISTAKES)


def _require_client(client_id: str) -> Client:
    found = load_client(client_id)
    if found is None:
        abort(404, "no such application")
    return found
