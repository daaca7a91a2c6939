"""People of the sandbox: a list, one person with what can be done for them, and a teacher made with one button."""

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for

from mock_server.clock import ClockTooFarError
from mock_server.console.forms import FormError, parse_form, read_query, read_text
from mock_server.context import get_sandbox
from mock_server.control.directory import list_people
from mock_server.control.faults import list_faults
from mock_server.control.people import forget, load_person, shift_time
from mock_server.control.schemas.faults import FaultsQuery, OrderedFault
from mock_server.control.schemas.people import NewTeacher, PeopleQuery, PersonState
from mock_server.control.seeding import BrokenDataFileError
from mock_server.control.teachers import UnknownOrganizationError, invent_teacher, undo_links
from mock_server.logins import parse_phone
from mock_server.plurals import pluralize
from mock_server.rules import chats
from mock_server.rules.organizations import load_titles

_SHOWN = 50
_SHIFTS = {"60": "+1 минута", "600": "+10 минут", "604800": "+7 дней"}
_DONE = {
    "made": "Учитель создан. Этим логином и паролем войдите в журнал, этот телефон введите в VK ID",
    "unlinked": "Привязка снята",
    "not-linked": "Снимать нечего: привязки не было",
    "moved": "Время передвинуто",
}
"""What a page says after a change, by the name in its address."""
_MISTAKES = {
    "organization_id": "Такой организации нет. Её ID есть на странице «Организации»",
    "last_name": "Не длиннее 200 знаков",
    "first_name": "Не длиннее 200 знаков",
    "patronymic": "Не длиннее 200 знаков",
}
_NEW = "new"
_EXISTING = "existing"

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("")
def index() -> str:
    """Shows the people, and the form that makes a teacher."""
    return _show_people({"school": _EXISTING if request.args.get("organization_id") else _NEW, "profile": "yes"})


@blueprint.post("")
def make_teacher() -> Response:
    """Makes a teacher; shows the login, password and phone."""
    try:
        teacher = invent_teacher(_read_teacher())
    except FormError as error:
        return make_response(_show_people(request.form, error.mistakes), 422)
    except UnknownOrganizationError:
        return make_response(_show_people(request.form, {"organization_id": _MISTAKES["organization_id"]}), 422)
    except BrokenDataFileError as error:
        return make_response(_show_people(request.form, {"school": f"Школы №51 не создать: {error}"}), 422)
    return _go_to_person(teacher.phone, "made")


@blueprint.get("/<phone>")
def person(phone: str) -> str:
    """Shows one person: sign-in, profiles, links, chats, time, faults."""
    known = load_person(_require_phone(phone))
    with get_sandbox().store.read() as session:
        titles = load_titles(session, sorted(_list_organizations(known)))
        rows = {profile.id: chats.list_chats(session, profile.id) for profile in known.profiles}
    return render_template(
        "console/person.html",
        person=known,
        name=get_name(known),
        titles=titles,
        chats=rows,
        faults=_list_faults(known.phone),
        shifts=_SHIFTS,
        time_shift=describe_shift(known.time_shift_s),
        done=_DONE.get(request.args.get("done", "")),
    )


@blueprint.post("/<phone>/unlink")
def unlink(phone: str) -> Response:
    """Undoes the person's links."""
    phone = _require_phone(phone)
    return _go_to_person(phone, "unlinked" if undo_links(phone) else "not-linked")


@blueprint.post("/<phone>/time")
def move_time(phone: str) -> Response:
    """Moves the person's timers forward."""
    phone, forward_s = _require_phone(phone), read_text("forward_s")
    if forward_s not in _SHIFTS:
        abort(400, "forward_s is not one of the buttons")
    try:
        shift_time(phone, float(forward_s))
    except ClockTooFarError:
        abort(422, "all moves of one person's time come to 100 years at most")
    return _go_to_person(phone, "moved")


@blueprint.get("/<phone>/forget")
def ask_to_forget(phone: str) -> str:
    """Asks whether VK ID shall forget the person."""
    known = load_person(_require_phone(phone))
    return render_template("console/forget.html", person=known, name=get_name(known))


@blueprint.post("/<phone>/forget")
def forget_person(phone: str) -> Response:
    """Lets VK ID forget the person."""
    phone = _require_phone(phone)
    forget(phone)
    return make_response(redirect(url_for(".index", search=phone, done="forgotten"), 303))


def get_name(person: PersonState) -> str:
    """Returns the person's full name as the journal has it, or else Sferum."""
    if person.journal:
        names = [(user.last_name, user.first_name, user.patronymic) for user in person.journal]
    else:
        names = [(profile.last_name, profile.first_name, profile.patronymic) for profile in person.profiles]
    return " ".join(filter(None, names[0])) if names else ""


def describe_shift(seconds: float) -> str:
    """Returns how far timers have been moved: «7 дней 1 час 10 минут»; nothing for not at all."""
    days, rest = divmod(round(seconds), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, rest = divmod(rest, 60)
    parts = (
        (days, ("день", "дня", "дней")),
        (hours, ("час", "часа", "часов")),
        (minutes, ("минуту", "минуты", "минут")),
        (rest, ("секунду", "секунды", "секунд")),
    )
    return " ".join(pluralize(number, *forms) for number, forms in parts if number)


def _show_people(typed: object, mistakes: dict[str, str] | None = None) -> str:
    search, after = (request.args.get(name, "").strip() for name in ("search", "after"))
    query = read_query(PeopleQuery, _SHOWN, search=parse_phone(search) or search, after=after)
    page = list_people(query)
    with get_sandbox().store.read() as session:
        ids = {number for known in page.people for number in _list_organizations(known)}
        titles = load_titles(session, sorted(ids))
    return render_template(
        "console/people.html",
        people=[(known, get_name(known)) for known in page.people],
        titles=titles,
        search=query.search,
        after=query.after,
        following=page.next,
        typed=typed,
        organization_id=request.values.get("organization_id", ""),
        mistakes=mistakes or {},
        is_forgotten=request.args.get("done") == "forgotten",
    )


def _read_teacher() -> NewTeacher:
    """Returns the teacher to make, as the form has it. Raises FormError."""
    names = ("last_name", "first_name", "patronymic")
    values: dict[str, object] = {name: read_text(name) for name in names}
    if read_text("school") == _EXISTING:
        values["organization_id"] = read_text("organization_id")
        if not values["organization_id"]:
            raise FormError({"organization_id": "Укажите ID организации или выберите новую школу"})
    return parse_form(NewTeacher, {**values, "profile": read_text("profile") != "no"}, _MISTAKES)


def _list_faults(phone: str) -> list[OrderedFault]:
    return [fault for fault in list_faults(FaultsQuery(phone=phone)).faults if fault.remaining != 0]


def _list_organizations(person: PersonState) -> set[int]:
    users = {user.organization_id for user in person.journal}
    return users.union(*({*profile.organizations} for profile in person.profiles))


def _require_phone(text: str) -> str:
    phone = parse_phone(text)
    if phone is None:
        abort(404, "not a phone")
    return phone


def _go_to_person(phone: str, done: str) -> Response:
    return make_response(redirect(url_for(".person", phone=phone, done=done), 303))
