"""APIs that are described in OpenAPI, by flask-openapi3, when the description is first asked for."""

import threading
from collections.abc import Callable
from functools import partial
from importlib import resources
from typing import Any

from flask import Blueprint, current_app, render_template
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.openapi import OpenAPI
from flask_openapi3.types import ParametersTuple
from flask_openapi3.utils import parse_parameters

_describing = threading.RLock()
"""One description at a time: sandboxes of one process share their blueprints."""


class DescribedBlueprint(APIBlueprint):
    """Operations that are checked from the start, and described later: that is a tenth of the sandbox's import."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._undescribed: list[Callable[[], ParametersTuple]] = []

    def describe(self) -> None:
        """Makes the description of the operations, unless it is made."""
        while self._undescribed:
            self._undescribed.pop(0)()

    def _collect_openapi_info(self, rule: str, func: Callable[..., Any], **options: Any) -> ParametersTuple:
        self._undescribed.append(partial(super()._collect_openapi_info, rule, func, **options))
        return parse_parameters(func, doc_ui=False)


class DescribedSite(OpenAPI):
    """A site with such operations; `pages` shows them."""

    def __init__(self, import_name: str, **options: Any) -> None:
        super().__init__(import_name, doc_ui=False, **options)
        self._apis: list[DescribedBlueprint] = []

    def register_api(self, api: APIBlueprint, **options: Any) -> None:
        """Adds the operations of a blueprint to the site and to its description."""
        assert isinstance(api, DescribedBlueprint)
        self._apis.append(api)
        self.register_blueprint(api, **options)

    def generate_spec_json(self) -> None:
        """Makes the description of all operations."""
        with _describing:
            for api in self._apis:
                api.describe()
                self.tags += [tag for tag in api.tags if tag not in self.tags]
                self.paths.update(api.paths)
                self.components_schemas.update(api.components_schemas)
            super().generate_spec_json()  # type: ignore[no-untyped-call]


# The plugin of flask-openapi3 for these pages looks through all installed packages, for each site anew.
pages = Blueprint(
    "openapi",
    __name__,
    url_prefix="/openapi",
    static_folder=str(resources.files("flask_openapi3_swagger") / "templates" / "swagger"),
)


@pages.get("/openapi.json", endpoint="doc_url")
def describe_operations() -> dict[str, Any]:
    """Returns the description."""
    assert isinstance(current_app, DescribedSite)
    description: dict[str, Any] = current_app.api_doc
    return description


@pages.get("/")
@pages.get("/swagger", endpoint="swagger")
def show_description() -> str:
    """Shows the description to people."""
    return render_template("openapi.html")
