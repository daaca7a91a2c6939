"""Measures `statistics check` of a large report, beside openpyxl that only reads the same file."""

import io
import random
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median

from openpyxl import Workbook, load_workbook

from automation.statistics.check import check_statistics
from benchmarks.measure import in_turn, line, verdict

ROUNDS = 5
ROWS = (10_000, 100_000)
HEADINGS = ["Дата", "ID организации", "ID пользователя", "ФИО", "Тип пользователя", "Связь с ЭЖ"]
LETTERS = "абвгдежзиклмнопрстуфхцчшэюя"
COUNTS = ["Кол-во сообщений за 7 дней", "Кол-во звонков за 7 дней"]


def report() -> None:
    """Prints the times, the ratios and whether the goals are met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {rows: _make(folder / f"{rows}.xlsx", rows) for rows in ROWS}
        contenders: dict[str, Callable[[], object]] = {}
        for rows, file in files.items():
            contenders[f"statistics check, строк: {rows}"] = partial(_check, file, folder / "out")
            contenders[f"только чтение openpyxl, строк: {rows}"] = partial(_read, file)
        seconds = in_turn(contenders, ROUNDS)
    for contender, times in seconds.items():
        print(line(contender, times))
    few, many = ROWS
    checks = {rows: seconds[f"statistics check, строк: {rows}"] for rows in ROWS}
    # Round by round: both times of a round are slow in a slow moment of the machine.
    reads = seconds[f"только чтение openpyxl, строк: {many}"]
    ratios = [check_s / read_s for check_s, read_s in zip(checks[many], reads, strict=True)]
    print(verdict("statistics check / только чтение openpyxl", median(ratios), 1))
    growth = median(checks[many]) / median(checks[few])
    print(verdict(f"строк: {many} / строк: {few}", growth, 1.2 * many / few))


def _make(file: Path, rows: int) -> Path:
    """Saves a report on people of 500 organizations: 2 % are not linked, 3 % are silent."""
    chance = random.Random(rows)
    book = Workbook()  # not write-only: Excel's own files say how large they are, and openpyxl reads those faster
    sheet = book.create_sheet("Статистика", 0)
    sheet.append([*HEADINGS, *COUNTS])
    for number in range(rows):
        name = " ".join("".join(chance.choices(LETTERS, k=9)).title() for _ in range(3))
        linked = int(chance.random() >= 0.02)
        counts = [chance.randint(1, 900), chance.randint(0, 20)] if chance.random() >= 0.03 else [0, 0]
        sheet.append(
            [date(2024, 11, 12), 216579624 + number % 500, 757843276 + number, name, "teacher", linked, *counts]
        )
    book.save(file)
    return file


def _check(file: Path, out: Path) -> None:
    with redirect_stdout(io.StringIO()):
        status = check_statistics.main([str(file), "--out", str(out)], standalone_mode=False)
    assert status == 1, status


def _read(file: Path) -> None:
    book = load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for _ in sheet.iter_rows(values_only=True):
            pass
    book.close()
