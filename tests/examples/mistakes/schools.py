"""Mistakes about a teacher who works in two schools of the journal."""

from collections.abc import Callable
from dataclasses import replace

from examples.django_journal import linking, links, sferum
from examples.django_journal.http_client import ServiceRefusedError
from examples.django_journal.outcomes import Outcome
from examples.django_journal.teachers import TEACHERS, Teacher
from examples.django_journal.views import chats
from tests.examples.mistakes.patching import mistake, replaces


@mistake
def first_school_only() -> None:
    """Сферуму называют первую школу учителя, в какой бы он сейчас ни был."""

    @replaces(sferum, "person_url")
    def person_url(original: Callable[[Teacher], str], teacher: Teacher) -> str:
        return original(TEACHERS[teacher.login] if teacher.other_job else teacher)


@mistake
def one_link_per_teacher() -> None:
    """Привязка одна на учителя: подключённый в одной школе показан подключённым и в другой."""

    @replaces(links, "key_of")
    def key_of(_original: Callable[[Teacher], tuple[int, str]], teacher: Teacher) -> tuple[int, str]:
        return 0, teacher.login


@mistake
def takes_profile_away() -> None:
    """Профиль, подключённый в другой школе, у неё отнят без вопроса."""

    @replaces(sferum, "attach")
    def attach(original: Callable[[Teacher, str], None], teacher: Teacher, access_token: str) -> None:
        try:
            original(teacher, access_token)
        except ServiceRefusedError as error:
            if error.code != "profile_linked" or teacher.other_job is None:
                raise
            sferum.detach(teacher.other_job)
            original(teacher, access_token)


@mistake
def unlinks_everywhere() -> None:
    """«Отключить» отвязывает учителя во всех школах."""

    @replaces(linking, "unlink")
    def unlink(original: Callable[[Teacher], Outcome], teacher: Teacher) -> Outcome:
        if teacher.other_job:
            original(teacher.other_job)
        return original(teacher)


@mistake
def school_of_return() -> None:
    """Привязывают в той школе, в которой учитель сейчас, а не в той, где он начал."""

    @replaces(chats, "find_teacher")
    def find_teacher(_original: Callable[[str, int], Teacher | None], _login: str, _school: int) -> None:
        return None


@mistake
def unlinks_first_school_s_person() -> None:
    """«Отключить» в другой школе называет Сферуму учётную запись учителя в первой: привязка остаётся."""

    @replaces(sferum, "detach")
    def detach(original: Callable[[Teacher], None], teacher: Teacher) -> None:
        original(replace(teacher, person_id=TEACHERS[teacher.login].person_id))
