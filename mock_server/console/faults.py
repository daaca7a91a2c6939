"""Faults on order: a form to order one, what is ordered, and how often each has applied."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from mock_server.console.forms import FormError, parse_form, parse_number, read_text
from mock_server.console.site_names import SITE_NAMES
from mock_server.control.faults import FaultMisfitError, drop_fault, list_faults, list_operations, order_fault
from mock_server.control.schemas.faults import FaultsQuery, NewFault
from mock_server.logins import parse_phone

_SHOWN = 50
_SITES = ("vk_id", "sferum", "journal", "messenger")
"""The sites, in the order of the form."""
KINDS = {
    "error": "Ошибка",
    "delay": "Задержка",
    "drop": "Обрыв соединения",
    "stall": "Ответ замирает на полуслове",
    "identity-data": "A-3E: нет идентификационных данных",
    "answer": "Свой ответ",
}
MOMENTS = {"before": "до действия", "after": "после действия: сделано, но ответ потерян"}
OPERATIONS = {
    "vk_id.submit_phone": "ввод телефона",
    "vk_id.submit_code": "ввод кода",
    "vk_id.resend": "новый код",
    "vk_id.submit_account": "выбор профиля",
    "vk_id.submit_profile": "новый профиль",
    "vk_id.submit_consent": "согласие «Привязать»",
    "vk_id.token": "обмен кода на токен",
    "vk_id.user_info": "данные человека",
    "vk_id.exchange_silent_token": "обмен silent token",
    "sferum.attach": "прикрепить профиль",
    "sferum.detach": "открепить профиль",
    "sferum.download_statistics": "отчёт со статистикой",
    "journal.connect": "«Перейти к подключению»",
    "journal.callback": "возврат из VK ID",
    "journal.messenger": "страница «Мессенджер»",
    "journal.unlink": "отвязать",
    "messenger.chats": "список чатов",
    "messenger.chat": "чат",
    "messenger.write": "сообщение",
}
"""What the operations are that a person meets on the guide's way; the others go by their name. Ours."""
_MISTAKES = {
    "whom": "Нужен телефон, например +79001234567, или ID организации",
    "operation": "Выберите, где случится сбой",
    "kind": "Выберите, что случится",
    "status": "Код ответа — от 200 до 599",
    "delay_s": "Задержка — от 0,001 до 600 секунд",
    "times": "Сколько раз — от 1 до 1000, или пусто",
    "body": "Тело ответа не длиннее 2000 знаков",
}
_MISFITS = {
    ("delay", "delay_s"): "Укажите, сколько секунд длится задержка",
    ("stall", "delay_s"): "Укажите, сколько секунд длится молчание",
    ("answer", "status"): "Укажите код своего ответа",
    ("error", "status"): "У ошибки код от 400 до 599",
    ("identity-data", "kind"): "A-3E бывает только у ввода телефона в VK ID",
    ("identity-data", "moment"): "A-3E бывает только до действия",
}
_EMPTY = {"kind": "error", "moment": "before", "times": "1", "operation": "vk_id.submit_phone"}

blueprint = Blueprint("faults", __name__, url_prefix="/faults")


@blueprint.get("")
def index() -> str:
    """Shows the form, and what is ordered."""
    return _show({**_EMPTY, "whom": _read_whom()}, {})


@blueprint.post("")
def order() -> Response:
    """Orders a fault."""
    try:
        number = _order()
    except FormError as error:
        return make_response(_show(request.form, error.mistakes), 422)
    whom = read_text("whom")
    return make_response(redirect(url_for(".index", whom=whom, ordered=number, _anchor=f"fault-{number}"), 303))


@blueprint.post("/<int:fault_id>/remove")
def remove(fault_id: int) -> Response:
    """Removes a fault, if it is still there."""
    drop_fault(fault_id)
    return make_response(redirect(url_for(".index", whom=_read_whom() or None, _anchor="ordered"), 303))


def _order() -> int:
    """Orders what the form says; returns the fault's ID. Raises FormError."""
    kind = read_text("kind")
    try:
        return order_fault(_read_fault())
    except FaultMisfitError as misfit:
        text = _MISFITS.get((kind, misfit.field)) or _MISTAKES.get(misfit.field, "Проверьте это поле")
        raise FormError({misfit.field: text}) from misfit


def _read_fault() -> NewFault:
    phone, organization_id = _parse_whom(read_text("whom"))
    site, _, operation = read_text("operation").partition(".")
    values: dict[str, Any] = {name: read_text(name) for name in ("kind", "status", "delay_s", "moment")}
    values |= {"phone": phone, "organization_id": organization_id, "site": site, "operation": operation}
    values["delay_s"] = read_text("delay_s").replace(",", ".")
    values["body"] = request.form.get("body", "") if values["kind"] == "answer" else ""
    mistakes = {} if phone or organization_id else {"whom": _MISTAKES["whom"]}
    if operation not in list_operations().get(site, ()):
        mistakes["operation"] = _MISTAKES["operation"]
        values |= {"site": "vk_id", "operation": "token"}  # so that the rest is looked at, too
    times = read_text("times")
    try:
        fault = parse_form(NewFault, {**values, "times": times}, _MISTAKES)
    except FormError as error:
        raise FormError({**mistakes, **error.mistakes}) from error
    if mistakes:
        raise FormError(mistakes)
    return fault if times else fault.model_copy(update={"times": None})


def _show(typed: Any, mistakes: dict[str, str]) -> str:
    phone, organization_id = _parse_whom(_read_whom())
    query = FaultsQuery(
        phone=phone,
        organization_id=organization_id,
        before=parse_number(request.args.get("before", "")),
        limit=_SHOWN,
    )
    page = list_faults(query)
    return render_template(
        "console/faults.html",
        typed=typed,
        mistakes=mistakes,
        whom=phone or organization_id,
        faults=page.faults,
        following=page.next,
        sites=SITE_NAMES,
        kinds=KINDS,
        moments=MOMENTS,
        operations=_group_operations(),
        names=OPERATIONS,
        ordered=request.args.get("ordered", ""),
    )


def _group_operations() -> dict[str, list[str]]:
    """Returns the operations by site: first those of the guide's way, in its order, then the others by name."""
    groups = {}
    for site, names in list_operations().items():
        values = {f"{site}.{name}" for name in names if name != "openapi"}
        groups[site] = [value for value in OPERATIONS if value in values] + sorted(values - OPERATIONS.keys())
    return {site: groups[site] for site in _SITES}


def _read_whom() -> str:
    return request.args.get("whom", "").strip()


def _parse_whom(text: str) -> tuple[str | None, int | None]:
    """Returns the phone or the organization's ID that was typed, if it is one of them."""
    phone = parse_phone(text)
    if phone is not None:
        return phone, None
    return None, parse_number(text)
