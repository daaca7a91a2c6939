"""How a mistake is written: a registered function that replaces functions of a journal."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A named patch. The description says in Russian what the journal does wrong."""

    name: str
    description: str
    apply: Callable[[], None]


_REGISTERED: list[Mistake] = []


def mistake(apply: Callable[[], None]) -> Callable[[], None]:
    """Registers the function as a mistake, under its name with dashes; its docstring is the description."""
    name = apply.__name__.replace("_", "-")
    _REGISTERED.append(Mistake(name, inspect.getdoc(apply) or "", apply))
    return apply


def mistakes_of(module: str) -> list[Mistake]:
    """Returns the mistakes that the module of this name has registered."""
    return [mistake for mistake in _REGISTERED if mistake.apply.__module__ == module]


def replaces(owner: ModuleType | type, name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Puts the decorated function in the place of the module's or class's; its first argument is the original.

    Functions that do the same for several styles of a journal are replaced by one: the decorator may be repeated.
    """
    original = getattr(owner, name)

    def replace(replacement: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(original)
        def patched(*args: Any, **kwargs: Any) -> Any:
            return replacement(original, *args, **kwargs)

        setattr(owner, name, patched)
        return replacement

    return replace
