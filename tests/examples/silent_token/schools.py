"""Mistakes about a teacher who works in two schools of the journal."""

from collections.abc import Callable
from contextlib import suppress

from fastapi import Request, Response

from examples.fastapi_journal import app, linking
from examples.fastapi_journal.services import Access, ServiceRefusedError, Services
from examples.fastapi_journal.teachers import TEACHERS, Teacher, find_other_job
from tests.examples.patching import mistake, replaces
from tests.examples.silent_token.requests import Answer, find_session, surrounds


@mistake
def first_school_only() -> None:
    """Сферуму называют первую школу учителя, в какой бы он сейчас ни был."""

    @replaces(Services, "_person_url")
    def person_url(original: Callable[[Services, Teacher], str], services: Services, teacher: Teacher) -> str:
        return original(services, TEACHERS[teacher.login] if find_other_job(teacher) else teacher)


@mistake
def one_link_per_teacher() -> None:
    """Привязка одна на учителя: привязанный в одной школе показан привязанным и в другой."""

    @replaces(linking, "key_of")
    def key_of(_original: Callable[[Teacher], tuple[int, str]], teacher: Teacher) -> tuple[int, str]:
        return 0, teacher.login


@mistake
def takes_profile_away() -> None:
    """Профиль, привязанный в другой школе, у неё отнят без вопроса."""

    @replaces(Services, "attach")
    def attach(
        original: Callable[[Services, Teacher, Access], None], services: Services, teacher: Teacher, access: Access
    ) -> None:
        other_job = find_other_job(teacher)
        with suppress(ServiceRefusedError):
            return original(services, teacher, access)
        if other_job:
            services.detach(other_job)
        return original(services, teacher, access)


@mistake
def school_of_return() -> None:
    """Привязывают в той школе, в которой учитель сейчас, а не в той, где он начал."""

    @replaces(app, "find_job")
    def find_job(_original: Callable[[Teacher, int], Teacher], teacher: Teacher, _organization_id: int) -> Teacher:
        return teacher


@mistake
def school_by_link() -> None:
    """В другую школу переводит и переход по ссылке."""

    @surrounds("GET", "/school")
    async def change_school(request: Request, answer: Answer) -> Response:
        session = find_session(request)
        return app.change_school(session) if session else await answer(request)
