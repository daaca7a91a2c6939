"""Russian counted nouns: 1 подписчик, 34 подписчика, 251 подписчик, 11 участников."""

from babel import Locale

_form = Locale("ru").plural_form
_FORMS = {"one": 0, "few": 1, "many": 2, "other": 2}


def pluralize(number: int, one: str, few: str, many: str) -> str:
    """Returns the number with the noun in the right form: `pluralize(34, "подписчик", "подписчика", "подписчиков")`."""
    return f"{number} {(one, few, many)[_FORMS[_form(number)]]}"
