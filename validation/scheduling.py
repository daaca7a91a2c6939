"""Which worker takes which check, where a validation runs in several processes: a plugin for pytest-xdist."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class CheckScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist tells no types
    """Gives a free worker the next check; the checks of a class together, since they share what is made once."""

    def _split_scope(self, nodeid: str) -> str:
        names = nodeid.partition("[")[0].split("::")
        return "::".join(names[:2]) if len(names) > 2 else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> CheckScheduling:
    return CheckScheduling(config, log)
