"""Makes and writes what every report has: a page with all it needs inside it, and the same data as JSON."""

import hashlib
import json
import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from babel.dates import format_datetime
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from automation.atomic_files import open_replacements

Language = Literal["ru", "en"]

TEMPLATES = Path(__file__).parent / "templates"
_MOMENT_FORMATS = {"ru": "d MMMM y 'г.', HH:mm 'UTC'xxx", "en": "d MMMM y, HH:mm 'UTC'xxx"}
_UNITS = {"ru": ("мин", "с"), "en": ("min", "s")}


def render_html(template: Path, filters: Mapping[str, Callable[..., Any]], **context: Any) -> str:
    """Returns the template as a page that loads nothing: its styles, fonts and pictures are inside it.

    The page's own style is in the file beside the template that ends in `.css`, its script, if it has one, in `.js`: no
    other script may run in it. Beside its filters it has `seconds` and `moment`, whose texts are pairs of Russian and
    English, and what is in `languages.html`.
    """
    environment = _environment(template.parent)
    environment.filters.update(filters)
    styles = [path.read_text(encoding="utf-8") for path in (TEMPLATES / "base.css", template.with_suffix(".css"))]
    script = _read_script(template)
    return environment.get_template(template.name).render(
        style=Markup("".join(styles)),  # noqa: S704  our own files
        script=Markup(script),  # noqa: S704
        script_hash=b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        fonts={script: _font(script) for script in ("latin", "cyrillic")},
        **context,
    )


def write_report_files(folder: Path, data: Mapping[str, Any], html: str) -> None:
    """Writes `requirements.json` and `index.html` for everybody to read; replaces neither until both are written.

    Raises OSError.
    """
    paths = [folder / "requirements.json", folder / "index.html"]
    with open_replacements(paths, private=False) as (data_file, html_file):
        data_file.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        html_file.write_text(html, encoding="utf-8")


def format_moment(when: datetime, language: Language = "ru") -> str:
    """Returns the date and time for people, with the offset."""
    return format_datetime(when, _MOMENT_FORMATS[language], locale=language)


def format_duration(seconds: float, language: Language = "ru") -> str:
    """Returns the seconds for people: hundredths below a minute, whole ones above."""
    minute, second = _UNITS[language]
    hundredths = round(Decimal(str(seconds)), 2)
    if hundredths < 60:
        return f"{format_decimal(hundredths, '0.00', locale=language)}\N{NO-BREAK SPACE}{second}"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}\N{NO-BREAK SPACE}{minute} {rest}\N{NO-BREAK SPACE}{second}"


@cache
def _environment(folder: Path) -> Environment:
    """Returns the environment, cached: compiling a template takes longer than all the rest of a report."""
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["seconds"] = lambda seconds: (format_duration(seconds), format_duration(seconds, "en"))
    environment.filters["moment"] = lambda when: (format_moment(when), format_moment(when, "en"))
    return environment


def link_from(folder: Path, path: Path) -> str:
    """Returns a link from a page in the folder to a file: relative, so that both can be moved together."""
    try:
        return quote(Path(os.path.relpath(path.absolute(), folder)).as_posix())
    except ValueError:  # Windows: another drive
        return path.absolute().as_uri()


def _read_script(template: Path) -> str:
    script = template.with_suffix(".js")
    return script.read_text(encoding="utf-8") if script.exists() else ""


def _font(script: str) -> str:
    return b64encode((TEMPLATES / "fonts" / f"inter-{script}-wght-normal.woff2").read_bytes()).decode()
