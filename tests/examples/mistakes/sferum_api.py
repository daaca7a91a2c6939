"""Mistakes in the calls to Sferum, and in waiting for calls."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx

from examples.django_journal import http_client, linking, links, outcomes, settings, sferum, vk_id
from examples.django_journal.config import ORGANIZATION_ID, Config
from examples.django_journal.http_client import ServiceError, ServiceRefusedError
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import Teacher
from tests.examples.mistakes.patching import mistake, replaces

Attach = Callable[[Teacher, str], None]
_WITHOUT_END_S = 24 * 60 * 60
_ANOTHER_ORGANIZATION_ID = 700002


@mistake
def wrong_organization() -> None:
    """Учителей привязывают к другой организации; Сферум отказывает, не привязать никого."""

    @replaces(sferum, "person_url")
    def person_url(original: Callable[[Teacher], str], teacher: Teacher) -> str:
        return original(teacher).replace(f"/{ORGANIZATION_ID}/", f"/{_ANOTHER_ORGANIZATION_ID}/")


@mistake
def wrong_person() -> None:
    """Вместо ID учителя Сферуму называют его логин."""

    @replaces(sferum, "person_url")
    def person_url(original: Callable[[Teacher], str], teacher: Teacher) -> str:
        return original(replace(teacher, person_id=teacher.login))


@mistake
def wrong_role() -> None:
    """Учителей привязывают как сотрудников."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        original(replace(teacher, role="staff"), access_token)


@mistake
def wrong_classes() -> None:
    """Учителей привязывают без их классов."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        original(replace(teacher, classes=()), access_token)


@mistake
def classes_after_unlinking() -> None:
    """Кого отвязывали, того привязывают снова без его классов."""
    unlinked: set[str] = set()

    @replaces(sferum, "detach")
    def detach(original: Callable[[Teacher], None], teacher: Teacher) -> None:
        original(teacher)
        unlinked.add(teacher.person_id)

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        original(replace(teacher, classes=()) if teacher.person_id in unlinked else teacher, access_token)


@mistake
def admins_as_teachers() -> None:
    """Завуча привязывают как учителя."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        original(replace(teacher, role="teacher") if teacher.role == "admin" else teacher, access_token)


@mistake
def admins_elsewhere() -> None:
    """Завуча привязывают к другой организации; Сферум отказывает."""

    @replaces(sferum, "person_url")
    def person_url(original: Callable[[Teacher], str], teacher: Teacher) -> str:
        is_admin = teacher.role == "admin"
        return original(replace(teacher, organization_id=_ANOTHER_ORGANIZATION_ID) if is_admin else teacher)


@mistake
def person_of_first() -> None:
    """Сферуму называют того, кто привязался первым, и вместо всех следующих."""
    first: list[str] = []

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        first.append(teacher.person_id)
        sferum.detach(replace(teacher, person_id=first[0]))
        original(replace(teacher, person_id=first[0]), access_token)


@mistake
def attach_twice() -> None:
    """Сферум просят привязать дважды."""

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        original(teacher, access_token)
        original(teacher, access_token)


@mistake
def created_only() -> None:
    """Привязкой считается только ответ 201: то, что осталось после потерянного ответа, не исправить."""

    def refuse_repeated_attach(response: httpx.Response) -> None:
        if (response.request.method, response.status_code) == ("PUT", httpx.codes.OK):
            raise ServiceRefusedError("not_created")

    http_client.CLIENT.event_hooks["response"].append(refuse_repeated_attach)

    @replaces(linking, "undo_attach")
    def undo_attach(_original: Attach, _teacher: Teacher, _access_token: str) -> None:
        pass


@mistake
def no_undo() -> None:
    """Ошибка Сферума считается неудачей, и того, что он мог привязать, никто не снимает."""

    @replaces(linking, "undo_attach")
    def undo_attach(_original: Attach, _teacher: Teacher, _access_token: str) -> None:
        pass


@mistake
def no_timeout() -> None:
    """VK ID и Сферум ждут без конца."""

    @replaces(settings, "django_settings")
    def django_settings(original: Callable[[Config], dict[str, Any]], config: Config) -> dict[str, Any]:
        return original(replace(config, timeout_s=_WITHOUT_END_S))


@mistake
def unlink_locally() -> None:
    """Об отвязке Сферум не узнаёт; мешающую привязку к другому профилю снимают при следующей."""

    @replaces(linking, "unlink")
    def unlink(_original: Callable[[Teacher], Outcome], teacher: Teacher) -> Outcome:
        links.delete_link(teacher)
        return outcomes.UNLINKED

    @replaces(sferum, "attach")
    def attach(original: Attach, teacher: Teacher, access_token: str) -> None:
        try:
            original(teacher, access_token)
        except ServiceRefusedError as error:
            if error.code != "person_linked":
                raise
            sferum.detach(teacher)
            original(teacher, access_token)


@mistake
def name_after_attach() -> None:
    """Имя спрашивают у VK ID, когда Сферум уже привязал; если VK ID не ответил, привязка остаётся половинной."""

    @replaces(linking, "link_by_token")
    def link_by_token(original: Callable[[Teacher, str], Outcome], teacher: Teacher, access_token: str) -> Outcome:
        try:
            sferum.attach(teacher, access_token)
        except ServiceError:
            return original(teacher, access_token)
        try:
            links.save_link(teacher, vk_id.fetch_profile(access_token))
        except ServiceError:
            return outcomes.VK_ID_UNAVAILABLE
        return outcomes.LINKED


@mistake
def unlinks_all() -> None:
    """Отвязка удаляет привязки всех учителей школы."""

    @replaces(links, "delete_link")
    def delete_link(_original: Callable[[Teacher], None], teacher: Teacher) -> None:
        for key in [key for key in links._PROFILES if key[0] == teacher.organization_id]:
            del links._PROFILES[key]
