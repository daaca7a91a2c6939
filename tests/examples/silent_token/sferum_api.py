"""Mistakes in the calls to Sferum, and in waiting for calls."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx

from examples.fastapi_journal.linking import Links
from examples.fastapi_journal.services import Access, ServiceRefusedError, Services
from examples.fastapi_journal.settings import ORGANIZATION_ID, Settings
from examples.fastapi_journal.teachers import Teacher
from tests.examples.patching import mistake, replaces

Attach = Callable[[Services, Teacher, Access], None]
PersonUrl = Callable[[Services, Teacher], str]
_WITHOUT_END_S = 24 * 60 * 60
_ANOTHER_ORGANIZATION_ID = 700004


@mistake
def wrong_organization() -> None:
    """Учителей привязывают к другой организации; Сферум отказывает, не привязать никого."""

    @replaces(Services, "_person_url")
    def person_url(original: PersonUrl, services: Services, teacher: Teacher) -> str:
        return original(services, teacher).replace(f"/{ORGANIZATION_ID}/", f"/{_ANOTHER_ORGANIZATION_ID}/")


@mistake
def wrong_person() -> None:
    """Вместо номера учителя Сферуму называют его логин."""

    @replaces(Services, "_person_url")
    def person_url(original: PersonUrl, services: Services, teacher: Teacher) -> str:
        return original(services, teacher._replace(number=teacher.login))


@mistake
def wrong_role() -> None:
    """Учителей привязывают как сотрудников."""

    @replaces(Services, "_call")
    def call(original: Callable[..., object], services: Services, method: str, url: str, **request: Any) -> object:
        if method == "PUT":
            request["json"] = request["json"] | {"role": "staff"}
        return original(services, method, url, **request)


@mistake
def wrong_classes() -> None:
    """Учителей привязывают без их классов."""

    @replaces(Services, "attach")
    def attach(original: Attach, services: Services, teacher: Teacher, access: Access) -> None:
        original(services, teacher._replace(classes=[]), access)


@mistake
def classes_after_unlinking() -> None:
    """Кого отвязывали, того привязывают снова без его классов."""
    unlinked: set[str] = set()

    @replaces(Services, "detach")
    def detach(original: Callable[[Services, Teacher], None], services: Services, teacher: Teacher) -> None:
        original(services, teacher)
        unlinked.add(teacher.login)

    @replaces(Services, "attach")
    def attach(original: Attach, services: Services, teacher: Teacher, access: Access) -> None:
        original(services, teacher._replace(classes=[]) if teacher.login in unlinked else teacher, access)


@mistake
def staff_as_teachers() -> None:
    """Сотрудников привязывают как учителей."""

    @replaces(Services, "attach")
    def attach(original: Attach, services: Services, teacher: Teacher, access: Access) -> None:
        original(services, teacher._replace(role="teacher"), access)


@mistake
def staff_elsewhere() -> None:
    """Сотрудников привязывают к другой организации; Сферум отказывает."""

    @replaces(Services, "_person_url")
    def person_url(original: PersonUrl, services: Services, teacher: Teacher) -> str:
        is_staff = teacher.role == "staff"
        return original(services, teacher._replace(organization_id=_ANOTHER_ORGANIZATION_ID) if is_staff else teacher)


@mistake
def attach_twice() -> None:
    """Сферум просят привязать дважды."""

    @replaces(Services, "attach")
    def attach(original: Attach, services: Services, teacher: Teacher, access: Access) -> None:
        original(services, teacher, access)
        original(services, teacher, access)


@mistake
def created_only() -> None:
    """Привязкой считается только ответ 201: то, что осталось после потерянного ответа, не исправить."""

    def refuse_repeated_attach(response: httpx.Response) -> None:
        if (response.request.method, response.status_code) == ("PUT", httpx.codes.OK):
            raise ServiceRefusedError("not_created")

    @replaces(Services, "__init__")
    def init(original: Callable[..., None], services: Services, settings: Settings) -> None:
        original(services, settings)
        services._http.event_hooks["response"].append(refuse_repeated_attach)

    @replaces(Links, "_undo_attach")
    def undo_attach(_original: Attach, _links: Links, _teacher: Teacher, _access: Access) -> None:
        pass


@mistake
def no_undo() -> None:
    """Ошибка Сферума считается неудачей, и того, что он мог привязать, никто не снимает."""

    @replaces(Links, "_undo_attach")
    def undo_attach(_original: Attach, _links: Links, _teacher: Teacher, _access: Access) -> None:
        pass


@mistake
def no_timeout() -> None:
    """VK и Сферум ждут без конца."""

    @replaces(Services, "__init__")
    def init(original: Callable[..., None], services: Services, settings: Settings) -> None:
        original(services, replace(settings, timeout_s=_WITHOUT_END_S))
