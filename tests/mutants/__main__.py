"""`python -m tests.mutants`: changes the code of the rooms a little, and counts the changes that no test notices."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from mock_server.cli import Program, print_error
from tests.mutants.fork import Fate, Trial, run_trials
from tests.mutants.mutants import Mutant, list_mutants
from tests.mutants.reach import Reach, ReachError, read_reach
from tests.mutants.score import Score, Table, compute_scores, find_room, read_table

PROJECT = Path(__file__).parent.parent.parent
RESULTS = PROJECT / "results" / "mutants"
_MOST_TESTS = 40
"""A mutant is shown to the quickest tests that reach it: so many as a test of a hundred would notice it."""
_MOST_SECONDS = 20.0


@click.command(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("rooms", nargs=-1, metavar="[КОМНАТА]...")
@click.option("--sample", type=click.IntRange(min=1), help="Не больше стольких изменений в каждой комнате.")
@click.option("--since", metavar="КОММИТ", help="Только строки, изменённые после этого коммита.")
@click.option("--workers", type=click.IntRange(min=1), default=os.cpu_count() or 1, help="Сколько сразу.")
def main(rooms: Sequence[str], sample: int | None, since: str | None, workers: int) -> None:
    """Меняет по мелочи код комнат и считает, сколько изменений не заметил ни один тест.

    \b
    Код завершения:
      0  в каждой комнате замечено не меньше, чем требует mutants.toml
      1  в какой-то замечено меньше
      2  проверить не удалось
    """
    table = read_table()
    if unknown := [room for room in rooms if room not in table.rooms]:
        raise click.UsageError(f"{', '.join(unknown)}: такой комнаты нет; есть {', '.join(table.rooms)}")
    chosen = _choose(table, rooms or list(table.rooms), sample, _list_changed_lines(since) if since else None)
    try:
        reach = read_reach(PROJECT, PROJECT / "results" / "coverage")
    except ReachError as error:
        print_error(error)
        sys.exit(2)
    fates: list[tuple[Mutant, Fate]] = []
    for mutant, fate in run_trials(_build_trials(chosen, reach), PROJECT, workers):
        fates.append((mutant, fate))
        if sys.stdout.isatty():
            click.echo(f"\r{len(fates)} из {len(chosen)}", nl=False)
    scores = compute_scores(fates, table)
    _write(fates, table)
    for score in scores:
        click.echo(_describe(score))
    if not scores:
        click.echo("В этих строках менять нечего.")
    sys.exit(0 if all(score.is_enough for score in scores) else 1)


def _choose(
    table: Table, rooms: Sequence[str], sample: int | None, changed: dict[str, set[int]] | None
) -> list[Mutant]:
    """Returns the mutants of the rooms; of a sample those that come first by chance, the same each time."""
    chosen = []
    for room in rooms:
        files = sorted((PROJECT / room).rglob("*.py"))
        mutants = [mutant for file in files for mutant in list_mutants(file, PROJECT)]
        if changed is not None:
            mutants = [mutant for mutant in mutants if changed.get(mutant.file, set()) & set(mutant.lines)]
        chosen += sorted(mutants, key=lambda mutant: mutant.rank)[:sample]
    return chosen


def _build_trials(mutants: Sequence[Mutant], reach: Reach) -> Iterator[Trial]:
    for mutant in mutants:
        tests: list[str] = []
        seconds = 0.0
        for test in reach.find_tests(mutant)[:_MOST_TESTS]:
            if seconds > _MOST_SECONDS:
                break
            tests.append(test)
            seconds += reach.seconds.get(test, 0.0)
        yield Trial(mutant, tests, seconds)


def _list_changed_lines(since: str) -> dict[str, set[int]]:
    """Returns the lines of each file that were added or changed after the commit."""
    command = ["git", "diff", "--unified=0", "--no-color", "--no-ext-diff", since, "--", "*.py"]
    diff = subprocess.run(command, cwd=PROJECT, capture_output=True, encoding="utf-8", check=False)
    if diff.returncode:
        raise click.UsageError(f"--since {since}: такого коммита нет")
    changed: dict[str, set[int]] = {}
    file = ""
    for line in diff.stdout.splitlines():
        if line.startswith("+++ "):
            file = line.removeprefix("+++ b/")
        elif line.startswith("@@ "):
            start, _, count = line.split(" ")[2].removeprefix("+").partition(",")
            changed.setdefault(file, set()).update(range(int(start), int(start) + int(count or 1)))
    return changed


def _write(fates: Sequence[tuple[Mutant, Fate]], table: Table) -> None:
    """Writes all mutants, and what became of each, for programs; the survivors for people."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    rows = [{"mutant": mutant.name, "line": mutant.lines.start, "fate": fate} for mutant, fate in fates]
    (RESULTS / "mutants.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    survivors = [
        f"{find_room(mutant, table)}\t{fate}\tстрока {mutant.lines.start}\t{mutant.name}"
        for mutant, fate in fates
        if fate != "killed" and mutant.name not in table.harmless
    ]
    (RESULTS / "survivors.txt").write_text("".join(f"{line}\n" for line in sorted(survivors)), encoding="utf-8")


def _describe(score: Score) -> str:
    mark = "✓" if score.is_enough else "✗"
    line = f"{mark} {score.room:24} замечено {score.noticed} из {score.counted}: {score.percent:.1f} %"
    return f"{line}, требуется {score.floor} %"


if __name__ == "__main__":
    main(prog_name="python -m tests.mutants")
