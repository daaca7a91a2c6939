"""The steps of the guide, as far as the journal's side shows them; each walkthrough is made once."""

import pytest

from validation.walkthrough import Walkthrough

WITH_PROFILE = ("START-1", "START-2", "A-1", "A-2", "A-3", "A-4", "A-5", "A-7", "C-1", "C-2")
WITHOUT_PROFILE = ("B-1", "B-2", "B-3", "B-4", "B-5", "B-8")


@pytest.mark.parametrize("step", [pytest.param(step, marks=pytest.mark.requirement(step)) for step in WITH_PROFILE])
def test_step_with_a_profile(walkthrough_a: Walkthrough, step: str) -> None:
    """Шаг методички для учителя с учебным профилем."""
    walkthrough_a.require_step(step)


class TestWithoutProfile:
    """One worker of a run has them all: they read the same walkthrough."""

    @pytest.mark.parametrize(
        "step", [pytest.param(step, marks=pytest.mark.requirement(step)) for step in WITHOUT_PROFILE]
    )
    def test_step_without_a_profile(self, walkthrough_b: Walkthrough, step: str) -> None:
        """Шаг методички для учителя без учебного профиля."""
        walkthrough_b.require_step(step)
