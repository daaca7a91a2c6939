"""The deployment a journey walks through."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

SITES = ("journal", "vk_id", "messenger", "sferum")


class TargetError(Exception):
    """The target file cannot be used; the message is one line: the file, the key, what is wrong."""


@dataclass(frozen=True)
class Target:
    """Where the sites are, as origins such as `http://127.0.0.1:5001`; `name` is for reports."""

    name: str
    journal: str
    vk_id: str
    messenger: str
    sferum: str


def load_target(path: Path, sandbox: Target) -> Target:
    """The deployment a TOML file names; what it leaves out is the sandbox's own.

    Keys: `name`, and `journal`, `vk_id`, `messenger`, `sferum`, each an http(s) origin. Raises TargetError.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TargetError(f"{path}: {error}") from error
    for key, value in document.items():
        if key != "name" and key not in SITES:
            raise TargetError(f"{path}: {key}: there is no such key; there are name, {', '.join(SITES)}")
        if not isinstance(value, str) or not value:
            raise TargetError(f"{path}: {key}: must be a text in quotes")
        if key in SITES and not _is_origin(value):
            raise TargetError(f"{path}: {key}: {value!r} is no origin such as https://journal.example")
    return replace(sandbox, **{"name": path.stem, **document})


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.path
    except ValueError:
        return False
