"""`report compare`: what got worse and what got better from one report or verdict to another."""

from collections.abc import Iterator
from pathlib import Path

import click

from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from mock_server.cli import print_error
from report.compare_documents import CompareError, Document, read_document
from report.comparison import Change, Comparison, compare_endings
from report.html import format_moment

_WORDS = {
    "passed": "пройдено",
    "failed": "не пройдено",
    "warning": "предупреждение",
    "expected": "ожидаемый отказ",
    "skipped": "пропущено",
    "interrupted": "прервано",
    "not-run": "не проверялось",
}
_HEADINGS = {
    "worse": ("✗", "Стало хуже"),
    "better": ("✓", "Стало лучше"),
    "other": ("·", "Изменилось, но не проверено"),
    "new": ("+", "Появилось"),
    "gone": ("−", "Исчезло"),
}


@click.command()
@click.argument("before", metavar="БЫЛО", type=click.Path(exists=True, path_type=Path))
@click.argument("after", metavar="СТАЛО", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def compare(context: click.Context, before: Path, after: Path) -> None:
    """Сравнить два заключения о журнале или два отчёта о тестах.

    БЫЛО и СТАЛО — папки, в которые они записаны, или requirements.json, run.json, index.html из них.

    \b
    Код завершения:
      0  хуже не стало
      1  что-то стало хуже: не пройдено или больше не проверяется то, что было пройдено, или не пройдено новое
      2  сравнить нельзя: файл не прочитать, или это заключение и отчёт
    """
    try:
        earlier, later = read_document(before), read_document(after)
        if earlier.is_verdict != later.is_verdict:
            raise CompareError(f"{_describe(earlier)}, а {_describe(later)}: сравнить их нельзя")
    except CompareError as error:
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    rows = compare_endings(earlier.rows, later.rows)
    tests = _compare_tests(earlier, later)
    for line in _format(earlier, later, rows, tests):
        click.echo(line)
    context.exit(EXIT_FOUND if rows.worse or tests.worse or _list_new_failures(rows, tests) else 0)


def _describe(document: Document) -> str:
    return f"{document.path} — {'заключение о журнале' if document.is_verdict else 'отчёт о тестах'}"


def _compare_tests(earlier: Document, later: Document) -> Comparison:
    """Compares all tests; where one of the two knows only those of requirements, only those."""
    if earlier.all_tests is None or later.all_tests is None:
        return compare_endings(earlier.tests_of_requirements, later.tests_of_requirements)
    return compare_endings(earlier.all_tests, later.all_tests)


def _format(earlier: Document, later: Document, rows: Comparison, tests: Comparison) -> Iterator[str]:
    yield f"Было:  {_name(earlier)}"
    yield f"Стало: {_name(later)}"
    yield from _list_notes(earlier, later)
    yield from _format_changes("Проверки" if later.is_verdict else "Требования", rows)
    yield from _format_changes("Тесты", tests)
    worse = len(rows.worse) + len(tests.worse)
    yield ""
    if new_failures := _list_new_failures(rows, tests):
        yield f"Появилось и не пройдено: {len(new_failures)}."
    if worse or not new_failures:
        yield f"Стало хуже: {worse}." if worse else "Хуже не стало."


def _list_new_failures(*comparisons: Comparison) -> list[Change]:
    """Returns what is new and fails: it is no worse than before, but something to stop at."""
    return [change for changes in comparisons for change in changes.new if change.after == "failed"]


def _name(document: Document) -> str:
    data = document.data
    return f"{document.path}, {data.target}, {format_moment(data.started)}, версия {data.suite_version}"


def _list_notes(earlier: Document, later: Document) -> Iterator[str]:
    """Yields what else differs, so that a difference may have another cause than the code under test."""
    before, after = (
        {(row.id, row.title, row.severity) for row in document.data.requirements} for document in (earlier, later)
    )
    if before != after:
        yield f"! Каталоги разные: {len(earlier.data.requirements)} и {len(later.data.requirements)} строк."
    if earlier.data.target != later.data.target:
        yield "! Стенды разные."
    if earlier.data.suite_version != later.data.suite_version:
        yield "! Версии набора тестов разные."
    if earlier.data.started > later.data.started:
        yield "! Второй запуск старше первого."


def _format_changes(title: str, changes: Comparison) -> Iterator[str]:
    for name, (sign, heading) in _HEADINGS.items():
        listed: list[Change] = getattr(changes, name)
        if listed:
            yield ""
            yield f"{title}. {heading}: {len(listed)}"
            yield from (f"  {sign} {_format_change(change)}" for change in listed)


def _format_change(change: Change) -> str:
    words = " → ".join(_WORDS.get(status, status) for status in (change.before, change.after) if status)
    return f"{change.id}{f'  {change.title}' if change.title else ''}: {words}"
