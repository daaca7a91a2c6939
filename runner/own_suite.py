"""Makes room for the folders of somebody else's tests: they may have a `pages` or a `fixtures` of their own."""

import importlib

import pytest

from automation.invocation import SUITE

_ROOMS = ("automation", "fixtures", "mock_server", "pages", "report", "runner", "validation")


def open_own_folders(config: pytest.Config) -> None:
    """Lets modules of their folders be imported, too, by the names that ours have taken; conftest.py may do so."""
    if config.rootpath == SUITE:
        return
    for folder in dict.fromkeys([config.rootpath, config.invocation_params.dir]):
        for room in _ROOMS:
            if (folder / room).is_dir():
                importlib.import_module(room).__path__.append(str(folder / room))
