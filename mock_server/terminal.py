"""The output for a person who starts the sandbox by hand: addresses, two demo teachers, codes as they are sent."""

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Protocol

import httpx
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from mock_server.context import Addresses, Sandbox
from mock_server.control.seeding import BrokenDataFileError, load_guide_school
from mock_server.errors import SandboxError
from mock_server.http.hosts import is_loopback, list_public_hosts
from mock_server.logins import mask_phone
from mock_server.model.vk_id import ConfirmationCode
from mock_server.rows import RowQuery
from mock_server.settings import SandboxSettings

# Invented people. The first has an educational profile, the phone of the second is new to VK ID.
DEMO_TEACHERS: tuple[dict[str, str], ...] = (
    {
        "login": "safina",
        "password": "shkola-51",
        "phone": "+79000510001",
        "last_name": "Сафина",
        "first_name": "Гульнара",
        "patronymic": "Рустамовна",
    },
    {
        "login": "orlov",
        "password": "shkola-51",
        "phone": "+79000510002",
        "last_name": "Орлов",
        "first_name": "Степан",
        "patronymic": "Ильич",
    },
)
_DEMO_SCHOOLS = (510_000_001, 510_000_002)
"""IDs of a school for each: the first who links in a school adds one to the guide's numbers (C-2)."""
_METHODS = {"call": "звонок", "sms": "SMS", "email": "письмо"}
_STOP_CHECK_S = 0.3
_NEWER = RowQuery(
    select(ConfirmationCode).where(ConfirmationCode.id > bindparam("last_id")).order_by(ConfirmationCode.id)
)


class ReachableSandbox(Protocol):
    """A sandbox as its control API shows it, in this process or in others."""

    @property
    def settings(self) -> SandboxSettings: ...

    @property
    def addresses(self) -> Addresses: ...

    @property
    def local_addresses(self) -> Addresses: ...


def seed_demo_teachers(shared: ReachableSandbox) -> None:
    """Creates the two teachers where a lasting database does not have them yet. Raises SandboxError.

    Another sandbox, which joins the same database, may do so at the same moment: each step is done by one of the two.
    """
    try:
        school = load_guide_school().model_dump()
    except BrokenDataFileError as error:
        raise SandboxError(f"учителей для пробы не создать: {error}") from error
    with _create_control_client(shared) as control:
        for teacher, school_id, has_profile in zip(DEMO_TEACHERS, _DEMO_SCHOOLS, (True, False), strict=True):
            _seed_teacher(control, teacher, {**school, "id": school_id}, has_profile=has_profile)


def _seed_teacher(control: httpx.Client, teacher: dict[str, str], school: dict[str, Any], *, has_profile: bool) -> None:
    person = _call(control, "GET", f"/people/{teacher['phone']}")
    if not person["journal"]:
        _make(control, "/organizations", school)
        row = {**teacher, "classes": [school_class["code"] for school_class in school["classes"]]}
        _make(control, "/rosters", {"organization_id": school["id"], "teachers": [row]})
        if has_profile:
            _call(control, "PUT", f"/organizations/{school['id']}/administrators/{teacher['phone']}")
    if has_profile and not person["account"]:
        names = {name: teacher[name] for name in ("last_name", "first_name", "patronymic")}
        _make(control, "/accounts", {"phone": teacher["phone"], "profiles": [names]})


def render_banner(shared: ReachableSandbox) -> str:
    """Returns the addresses, the present state of the two teachers, and where to find codes."""
    addresses = shared.addresses
    header = ' -H "Authorization: Bearer $SANDBOX_CONTROL_TOKEN"' if shared.settings.control_token else ""
    codes = "приходят сюда" if _may_print_codes(shared) else "сюда не приходят: песочница открыта не только этой машине"
    return f"""\
Песочница работает. Остановить: Ctrl-C.

  Электронный журнал   {addresses.journal}
  VK ID                {addresses.vk_id}
  VK Мессенджер        {addresses.messenger}
  Сферум               {addresses.sferum}   API: {addresses.sferum}/openapi/openapi.json
  Управление           {addresses.control}   API: {addresses.control}/openapi/openapi.json

Учителя школы №51, которыми можно войти в журнал:

  логин      пароль       телефон         учебный профиль
{_describe_teachers(shared)}
Кабинет школы на сайте Сферума: «Вход для администраторов», телефон {DEMO_TEACHERS[0]["phone"]}.
Коды подтверждения {codes}. По номеру их отдаёт управление:

  curl{header} {addresses.control}/people/{DEMO_TEACHERS[0]["phone"]}/codes
"""


def print_codes(shared: Sandbox, stop: threading.Event, echo: Callable[[str], None]) -> None:
    """Prints each code as it is sent, until `stop` is set: only where nobody but this machine can reach the sandbox."""
    last_id = None
    while not stop.is_set():
        try:
            with shared.store.look() as look:
                if last_id is None:
                    last_id = look.scalar(select(func.max(ConfirmationCode.id))) or 0
                codes = _NEWER.scalars(look, last_id=last_id) if _may_print_codes(shared) else []
        except SQLAlchemyError:  # PostgreSQL restarts: the next look finds all
            codes = []
        for code in codes:
            last_id = code.id
            echo(f"Код для {mask_phone(code.phone)}: {code.code} ({_METHODS[code.method]})")
        with shared.code_arrived:
            shared.code_arrived.wait(_STOP_CHECK_S)


def _may_print_codes(shared: ReachableSandbox) -> bool:
    return all(map(is_loopback, (shared.settings.host, *list_public_hosts(shared.settings))))


def _describe_teachers(shared: ReachableSandbox) -> str:
    lines = []
    with _create_control_client(shared) as control:
        for teacher in DEMO_TEACHERS:
            person = _call(control, "GET", f"/people/{teacher['phone']}")
            linked = any(user["profile_id"] for user in person["journal"])
            state = ("есть" if person["profiles"] else "нет") + (", привязан" if linked else "")
            lines.append(f"  {teacher['login']:<10} {teacher['password']:<12} {teacher['phone']}    {state}\n")
    return "".join(lines)


def _create_control_client(shared: ReachableSandbox) -> httpx.Client:
    token = shared.settings.control_token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.Client(base_url=shared.local_addresses.control, headers=headers, trust_env=False, verify=False)  # noqa: S501  itself


def _make(control: httpx.Client, path: str, body: object) -> None:
    """Makes what is not there yet."""
    answer = control.post(path, json=body)
    if answer.status_code != HTTPStatus.CONFLICT:
        _read(answer)


def _call(control: httpx.Client, method: str, path: str) -> dict[str, Any]:
    return _read(control.request(method, path))


def _read(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise SandboxError(f"учителей для пробы не создать: {answer.json().get('error_description')}")
    return dict(answer.json()) if answer.content else {}
