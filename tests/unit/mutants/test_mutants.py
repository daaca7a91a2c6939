"""Which changes are made of a module, and how they are counted."""

from pathlib import Path

import pytest

from tests.mutants.mutants import Mutant, list_mutants
from tests.mutants.reach import Reach
from tests.mutants.score import Table, compute_scores

MODULE = '''"""A docstring."""

from functools import wraps

LIMIT_S = 3


class Door:
    @wraps(print)
    def is_open(self, hour: int = 9) -> bool:
        """Returns whether it is."""
        self.look(hour, far=True)
        return hour >= LIMIT_S and "night" != hour
'''


def write_module(project: Path, source: str) -> Path:
    """Returns the file of a module in a room of its own."""
    file = project / "house" / "door.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return file


@pytest.fixture
def mutants(tmp_path: Path) -> list[Mutant]:
    """All changes of a small module."""
    return list_mutants(write_module(tmp_path, MODULE), tmp_path)


def test_changes_of_a_module(mutants: list[Mutant]) -> None:
    """Меняется то, что выполняется, в том числе в методах с декоратором; не имена, не строки документации."""
    changes = {(mutant.function, mutant.before, mutant.after) for mutant in mutants}
    method = "Door.is_open"
    assert changes == {
        ("", "LIMIT_S = 3", "LIMIT_S = None"),
        ("", "3", "4"),
        (method, "9", "10"),
        (method, "self.look(hour, far=True)", "pass"),
        (method, "self.look(hour, far=True)", "self.look(None, far=True)"),
        (method, "self.look(hour, far=True)", "self.look(hour, )"),
        (method, "True", "False"),
        (method, 'hour >= LIMIT_S and "night" != hour', 'hour >= LIMIT_S or "night" != hour'),
        (method, ">= LIMIT_S", "> LIMIT_S"),
        (method, '"night"', '"XXnightXX"'),
        (method, "!= hour", "== hour"),
    }


def test_each_change_is_one_in_the_whole_source(mutants: list[Mutant]) -> None:
    """Изменение одно, остальной модуль прежний."""
    for mutant in mutants:
        lines = zip(MODULE.splitlines(), mutant.build_source().splitlines(), strict=True)
        changed = [number for number, (old, new) in enumerate(lines, start=1) if old != new]
        assert changed == [mutant.lines.start], mutant.name


def test_sample_is_the_same_each_time(mutants: list[Mutant], tmp_path: Path) -> None:
    """Строки, добавленные выше, не меняют ни имён, ни выборки."""
    moved = list_mutants(write_module(tmp_path, f"import os\n\n{MODULE}"), tmp_path)
    assert [mutant.rank for mutant in moved] == [mutant.rank for mutant in mutants]


def test_tests_of_a_line_come_first_by_their_time(mutants: list[Mutant]) -> None:
    """Тесты, которые доходят до строки, быстрые вперёд; для строки импорта — тесты модуля."""
    reach = Reach({"house/door.py": {12: {"slow", "quick"}, 11: {"other"}}}, {"slow": 2.0, "quick": 0.1, "other": 1.0})
    in_the_method = next(mutant for mutant in mutants if mutant.lines.start == 12)
    in_the_module = next(mutant for mutant in mutants if not mutant.function)
    assert reach.find_tests(in_the_method) == ["quick", "slow"]
    assert reach.find_tests(in_the_module) == ["quick", "other", "slow"]


def test_score_of_a_room(mutants: list[Mutant]) -> None:
    """Незамеченное снижает оценку комнаты, безвредное не считается, а замеченное безвредное считается."""
    first, second, third, fourth = mutants[:4]
    table = Table({"house": 70}, {third.name: "nobody sees it", fourth.name: "nobody sees it"})
    for fates, percent, is_enough in (
        ([(first, "killed"), (second, "survived")], 50.0, False),
        ([(first, "killed"), (second, "untested")], 50.0, False),
        ([(first, "killed"), (third, "survived"), (fourth, "killed")], 100.0, True),
        ([(third, "survived")], None, None),
    ):
        scores = compute_scores(fates, table)  # type: ignore[arg-type]
        assert [(score.percent, score.is_enough) for score in scores] == ([(percent, is_enough)] if percent else [])
