"""Forms of the console: read as the control API reads its bodies, with what is wrong beside each field."""

from collections.abc import Mapping
from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)

NOT_A_PHONE = "Это не телефон: нужен мобильный номер, например +79001234567"


class FormError(Exception):
    """A form cannot be taken; `mistakes` say in Russian what is wrong with each field."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__("; ".join(mistakes.values()))
        self.mistakes = dict(mistakes)


def read_text(name: str) -> str:
    """Returns what was typed into a field, without spaces around."""
    return request.form.get(name, "").strip()


def parse_number(text: str) -> int | None:
    """Returns the positive number that was typed, if it is one that an ID can be."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 16
    return int(text) or None if is_number else None


def read_query(model: type[Model], limit: int, **values: object) -> Model:
    """Returns what the address asks a list for; values that make no sense are left out, all of them."""
    try:
        return model.model_validate({**values, "limit": limit})
    except ValidationError:
        return model.model_validate({"limit": limit})


def parse_form(model: type[Model], values: Mapping[str, object], texts: Mapping[str, str]) -> Model:
    """Returns the body made of the values that are not empty. Raises FormError with the texts of the fields."""
    given = {name: value for name, value in values.items() if value not in ("", [], None)}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        names = dict.fromkeys(str(mistake["loc"][0]) if mistake["loc"] else "" for mistake in error.errors())
        raise FormError({name: texts.get(name, "Проверьте это поле") for name in names}) from error
