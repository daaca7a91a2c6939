"""Forms of the console: read as the control API reads its bodies, with what is wrong beside each field."""

from collections.abc import Mapping
from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)


class FormError(Exception):
    """A form cannot be taken; `mistakes` say in Russian what is wrong with each field."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__("; ".join(mistakes.values()))
        self.mistakes = dict(mistakes)


def read_text(name: str) -> str:
    """Returns what was typed into a field, without spaces around."""
    return request.form.get(name, "").strip()


def parse_form(model: type[Model], values: Mapping[str, object], texts: Mapping[str, str]) -> Model:
    """Returns the body made of the values that are not empty. Raises FormError with the texts of the fields."""
    given = {name: value for name, value in values.items() if value not in ("", [], None)}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        names = dict.fromkeys(str(mistake["loc"][0]) if mistake["loc"] else "" for mistake in error.errors())
        raise FormError({name: texts.get(name, "Проверьте это поле") for name in names}) from error
