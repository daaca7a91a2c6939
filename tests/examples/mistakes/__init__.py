"""Mistakes that vendors really make, each a patch of the correct journal: the validation has to find every one.

A mistake changes nothing but what its docstring says. Several mistakes may replace one function: they are applied in
the order of MISTAKES, and each is given the function that the one before left.
"""

from tests.examples.mistakes import (
    answers,
    authorization,
    exposure,
    foreign_pages,
    leftovers,
    lives,
    pages,
    redemption,
    schools,
    sessions,
    sferum_api,
    single_page,
    states,
    tokens,
    truth,
)
from tests.examples.mistakes.patching import Mistake, mistakes_of

_SUBJECTS = (
    states,
    authorization,
    redemption,
    tokens,
    sferum_api,
    sessions,
    pages,
    answers,
    foreign_pages,
    exposure,
    truth,
    lives,
    leftovers,
    schools,
    single_page,
)
MISTAKES: dict[str, Mistake] = {
    mistake.name: mistake for subject in _SUBJECTS for mistake in mistakes_of(subject.__name__)
}
"""By name, in the order in which they are applied."""
