"""Addresses of views, ready when a sandbox starts; how one is written in a page, when a page first needs it."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

_Builder = Callable[..., tuple[str, str]]


class Route(Rule):
    """A rule of werkzeug's that compiles its builders of addresses at the first call.

    They are half of what a start would cost, and one sandbox of a test builds the addresses of few views.
    """

    def _compile_builder(self, append_unknown: bool = True) -> _Builder:
        compile_builder = super()._compile_builder

        def build_first(route: Route, **values: Any) -> tuple[str, str]:
            build: _Builder = compile_builder(append_unknown).__get__(route, None)
            setattr(route, "_build_unknown" if append_unknown else "_build", build)
            return build(**values)

        return build_first
