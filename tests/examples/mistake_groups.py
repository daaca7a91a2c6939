"""Which mistakes can be made in one journal.

Two mistakes conflict when one of them changes a check that the other turns red: the check is skipped, or ends with
another status than without the first. Mistakes that do not conflict are tried together. The verdict is then the union
of what each does alone.
"""

from collections.abc import Mapping, Sequence

from tests.examples.effects import Effect


def group_mistakes(effects: Mapping[str, Effect]) -> list[tuple[str, ...]]:
    """Returns the mistakes in groups without conflicts: the same groups each time, few and of about one size.

    Mistakes that block most checks come first. Each of the others joins the smallest group without a conflict.
    """
    mistake_groups: list[list[str]] = []
    for name in sorted(effects, key=lambda name: (-len(effects[name].blocked), name)):
        suitable = [
            group
            for group in mistake_groups
            if not any(effects[name].conflicts_with(effects[other]) for other in group)
        ]
        if suitable:
            min(suitable, key=len).append(name)
        else:
            mistake_groups.append([name])
    return [tuple(group) for group in mistake_groups]


def combine_effects(names: Sequence[str], effects: Mapping[str, Effect]) -> Effect:
    """Returns what the mistakes do in one journal: the union of what each does."""
    rows = [effects[name] for name in names]
    return Effect(
        frozenset().union(*(effect.red for effect in rows)),
        frozenset().union(*(effect.blocked for effect in rows)),
    )
