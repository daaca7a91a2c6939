"""Mistakes that vendors really make with VK's silent tokens, each a patch of the correct journal in FastAPI.

They are those of `tests.examples.mistakes`, as far as this protocol and one tab have them, under the same names.
"""

from tests.examples.patching import Mistake, mistakes_of
from tests.examples.silent_token import exchange, exposure, leaks, lives, schools, screens, sferum_api, states, truth

_SUBJECTS = (states, exchange, leaks, sferum_api, screens, truth, lives, exposure, schools)
MISTAKES: dict[str, Mistake] = {
    mistake.name: mistake for subject in _SUBJECTS for mistake in mistakes_of(subject.__name__)
}
"""By name, in the order in which they are applied."""
