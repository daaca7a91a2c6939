"""Each mistake made in a journal turns its own checks red, and no other, in whatever style the journal is written."""

import pytest

from tests.examples.conftest import Stand, StartJournal, ValidationResult
from tests.examples.effects import Effect
from tests.examples.mistake_groups import combine_effects, group_mistakes
from tests.examples.styles import NOT_APPLICABLE, SILENT_TOKEN, SINGLE_PAGE, STYLES, effects_in
from validation.catalogue import load_checks

pytestmark = [pytest.mark.timeout(900), pytest.mark.nightly]

PAGE_S = 6
"""A broken page is waited for in vain: hardly longer than in the scenarios, not as long as for a slow stand."""
ONLY_WARNS = {name for name, check in load_checks().checks.items() if check.severity != "must"}
LINKED = {"A-7", "B-8"}
"""The steps that end in a link: skipped, never passed, where nobody can be linked."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Puts several mistakes into one journal or, with `--each`, one."""
    if "mistakes" not in metafunc.fixturenames:
        return
    each = metafunc.config.getoption("each")
    rows = [
        pytest.param(style, mistakes, id=f"{style}-{'+'.join(mistakes)}")
        for style in STYLES
        # A journal that can link nobody is validated soonest: it comes last.
        for mistakes in ([(name,) for name in effects_in(style)] if each else group_mistakes(effects_in(style))[::-1])
    ]
    metafunc.parametrize(("style", "mistakes"), rows)


def test_mistakes_turn_their_own_checks_red(
    stand: Stand,
    start_django_journal: StartJournal,
    start_fastapi_journal: StartJournal,
    style: str,
    mistakes: tuple[str, ...],
) -> None:
    """Ошибки интеграции, сделанные нарочно, находит каждую своя проверка."""
    if style == SILENT_TOKEN:
        target = start_fastapi_journal(mistakes=mistakes)
    else:
        target = start_django_journal(*(["--single-page"] if style == SINGLE_PAGE else []), mistakes=mistakes)
    result = stand.validate(target.replace("[limits]\n", f"[limits]\npage_s = {PAGE_S}\n"))
    expect_effect(result, combine_effects(mistakes, effects_in(style)), NOT_APPLICABLE[style])


def expect_effect(result: ValidationResult, effect: Effect, not_applicable: frozenset[str]) -> None:
    """Expects that the effect's checks are red and all others passed, where nothing hides what they look for."""
    red = result.checks("failed", "warning")
    missed, causeless = sorted(effect.red - red), sorted(red - effect.red)
    assert not missed + causeless, f"not red: {missed}, red without a cause: {causeless}\n{result.output}"
    assert result.exit_code == (0 if effect.red <= ONLY_WARNS else 1)
    skipped = result.checks("skipped") - not_applicable
    if effect.blocked >= LINKED:
        assert LINKED <= skipped <= effect.blocked, f"what cannot be linked cannot have passed: {skipped}"
    else:
        assert skipped <= effect.blocked, result.output
