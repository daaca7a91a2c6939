"""Environment variables that a target file names, so that nothing secret is written into it."""

import os
from typing import Annotated

from pydantic import AfterValidator

from pages.labels import NonBlankText


def check_variable(name: str) -> str:
    """Returns the name. Raises ValueError where the variable is not set, or empty."""
    if name not in os.environ:
        raise ValueError(f"переменная окружения {name} не задана")
    if not os.environ[name].strip():
        raise ValueError(f"переменная окружения {name} пуста")
    return name


Variable = Annotated[NonBlankText, AfterValidator(check_variable)]
"""The name of an environment variable, which must be set and not empty."""
