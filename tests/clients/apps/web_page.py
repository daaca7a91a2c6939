"""A site of static pages, whose script is a web SDK exactly as its package has it."""

from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, send_file


def create_app(page: str, sdk: Path, config: dict[str, Any]) -> Flask:
    """`page` is a template that gets `config`; `sdk` is served as `/sdk.js`."""
    app = Flask(__name__)

    @app.get("/")
    def home() -> str:
        return render_template(page, config=config)

    @app.get("/sdk.js")
    def script() -> Response:
        return send_file(sdk)

    return app
