"""Each mistake made in the Django journal turns its own checks red, and no other."""

import pytest

from tests.examples.conftest import Stand, StartDjangoJournal
from tests.examples.effects import EFFECTS, combine_effects, group_mistakes
from validation.catalogue import load_checks

pytestmark = pytest.mark.timeout(900)

PAGE_S = 6
"""A broken page is waited for in vain: hardly longer than in the scenarios, not as long as for a slow stand."""
ONLY_WARNS = {name for name, check in load_checks().checks.items() if check.severity != "must"}
LINKED = {"A-7", "B-8"}
"""The steps that end in a link: skipped, never passed, where nobody can be linked."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Puts several mistakes into one journal or, with `--each`, one."""
    if "mistakes" in metafunc.fixturenames:
        # A journal that can link nobody is validated soonest: it comes last.
        mistake_groups = [(name,) for name in EFFECTS] if metafunc.config.getoption("each") else group_mistakes()[::-1]
        metafunc.parametrize("mistakes", mistake_groups, ids="+".join)


def test_mistakes_turn_their_own_checks_red(
    stand: Stand, start_django_journal: StartDjangoJournal, mistakes: tuple[str, ...]
) -> None:
    """Ошибки интеграции, сделанные нарочно, находит каждую своя проверка."""
    target = start_django_journal(mistakes=mistakes)
    result = stand.validate(target.replace("# page_s = 10 ", f"page_s = {PAGE_S} "))
    effect = combine_effects(mistakes)
    red = result.checks("failed", "warning")
    missed, causeless = sorted(effect.red - red), sorted(red - effect.red)
    assert not missed + causeless, f"not red: {missed}, red without a cause: {causeless}\n{result.output}"
    assert result.exit_code == (0 if effect.red <= ONLY_WARNS else 1)
    skipped = result.checks("skipped")
    if effect.blocked >= LINKED:
        assert LINKED <= skipped <= effect.blocked, f"what cannot be linked cannot have passed: {skipped}"
    else:
        assert skipped <= effect.blocked, result.output
