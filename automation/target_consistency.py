"""Whether the tables of a target file fit together: what is wrong with several of them, not with one value."""

from collections.abc import Iterator
from typing import Any

from automation.toml_file import Mistake
from mock_server.natural_order import natural_key

_NEEDED = {"sandbox": ("journal", "client", "organization"), "real": ("journal", "client", "vk_id")}
"""What must be there for a journal to be validated, by its services."""
_NEEDED_TO_UNLINK = {"http": "url", "command": "command"}
_NO_UNLINKING = (
    'кнопки «Отвязать» нет, и отвязывать учителя между проверками нечем: нужен [unlinking] с way = "http" или '
    '"command"; если кнопка за меню, назовите путь нажатий: labels.unlink = ["⋮", "Отвязать"]'
)
_Teachers = list[dict[str, Any]]


def find_contradictions(document: dict[str, Any]) -> Iterator[Mistake]:
    """Returns what does not fit together; values of a wrong type are passed over, for the model names them."""
    teachers = _read_teachers(document)
    services = document.get("services", "sandbox")
    if teachers and services in ("sandbox", "real"):
        for key in _NEEDED[services]:
            if key not in document:
                yield (key,), "ключа нет, а для проверки журнала он обязателен"
    for key in ("login", "phone", "session"):
        yield from _find_repeated_values(teachers, key)
    yield from _find_incomplete_unlinking(document.get("unlinking"))
    yield from _find_missing_unlinking(document)
    yield from _find_impossible_sign_in(teachers, document.get("sign_in_steps"))
    yield from _find_strange_school(document.get("other_school"), teachers, document.get("organization"))
    if services == "sandbox":
        yield from _find_unknown_classes(teachers, document.get("organization"))


def _read_teachers(document: dict[str, Any]) -> _Teachers:
    teachers = document.get("teachers")
    if not isinstance(teachers, list):
        return []
    return [teacher if isinstance(teacher, dict) else {} for teacher in teachers]


def _find_repeated_values(teachers: _Teachers, key: str) -> Iterator[Mistake]:
    values: list[str] = []
    for index, teacher in enumerate(teachers):
        value = teacher.get(key)
        if isinstance(value, str):
            if value in values:
                yield ("teachers", index, key), "такое значение уже есть у другого учителя"
            values.append(value)


def _find_incomplete_unlinking(unlinking: Any) -> Iterator[Mistake]:
    if not isinstance(unlinking, dict):
        return
    for way, key in _NEEDED_TO_UNLINK.items():
        if unlinking.get("way") == way and key not in unlinking:
            yield ("unlinking", key), f'ключа нет, а для way = "{way}" он обязателен'

    if unlinking.get("way", "button") == "button":
        for way, key in _NEEDED_TO_UNLINK.items():
            if key in unlinking:
                yield ("unlinking", key), f'ключ есть, а действует он только при way = "{way}"'


def _find_missing_unlinking(document: dict[str, Any]) -> Iterator[Mistake]:
    """Reports a journal without «Отвязать» whose teachers are unlinked by nothing else: only the first check links."""
    unlinking = document.get("unlinking", {})
    changes = document.get("services", "sandbox") == "sandbox" or document.get("allow_changes") is True
    by_button = isinstance(unlinking, dict) and unlinking.get("way", "button") == "button"
    if changes and by_button and "unlink" in _texts(document.get("missing")):
        yield ("missing",), _NO_UNLINKING


def _find_impossible_sign_in(teachers: _Teachers, steps: Any) -> Iterator[Mistake]:
    for index, teacher in enumerate(teachers):
        if "password_variable" not in teacher and "session" not in teacher:
            yield ("teachers", index), "нужен password_variable, а при входе без пароля — session"
    by_password = [teacher for teacher in teachers if "session" not in teacher]
    if by_password and isinstance(steps, list) and steps:
        for key in ("login", "password"):
            if not any(isinstance(step, dict) and key in step for step in steps):
                yield ("sign_in_steps",), f'нет шага {{ {key} = "…" }}: так учителю не войти'


def _find_strange_school(school: Any, teachers: _Teachers, organization: Any) -> Iterator[Mistake]:
    if not isinstance(school, dict):
        return
    login = school.get("teacher")
    if isinstance(login, str) and login not in [teacher.get("login") for teacher in teachers]:
        yield ("other_school", "teacher"), f"учителя {login} в [[teachers]] нет"
    if isinstance(organization, dict) and "id" in school and school["id"] == organization.get("id"):
        yield ("other_school", "id"), "это та же организация, что и в [organization]"


def _find_unknown_classes(teachers: _Teachers, organization: Any) -> Iterator[Mistake]:
    if not isinstance(organization, dict):
        return
    known = set(_texts(organization.get("classes", [])))
    for index, teacher in enumerate(teachers):
        unknown = sorted(set(_texts(teacher.get("classes", []))) - known, key=natural_key)
        if unknown:
            yield ("teachers", index, "classes"), f"в organization.classes нет {', '.join(unknown)}"


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
