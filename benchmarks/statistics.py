"""`statistics check` of a large report, beside reading the same file with openpyxl alone."""

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
    """Print the times, the ratios and whether the goals are met."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {rows: _make(folder / f"{rows}.xlsx", rows) for rows in ROWS}
        contenders: dict[str, Callable[[], object]] = {}
        for rows, file in files.items():
            contenders[f"check {rows}"] = partial(_check, file, folder / "out")
            contenders[f"read {rows}"] = partial(_read, file)
        seconds = in_turn(contenders, ROUNDS)
    for contender, each in seconds.items():
        print(line(f"statistics {contender} rows", each))
    few, many = ROWS
    middle = {contender: median(each) for contender, each in seconds.items()}
    print(verdict(f"check of {many} rows", middle[f"check {many}"], 8, " s"))
    # Round by round, for both of a round are slow in a slow moment of the machine.
    ratios = [ours / alone for ours, alone in zip(seconds[f"check {many}"], seconds[f"read {many}"], strict=True)]
    print(verdict("check / openpyxl alone", median(ratios), 1))
    growth = middle[f"check {many}"] / middle[f"check {few}"]
    print(verdict(f"{many} rows / {few} rows", growth, 1.2 * many / few))


def _make(file: Path, rows: int) -> Path:
    """People of 500 organizations: 2 % are not linked, 3 % are silent."""
    chance = random.Random(rows)
    book = Workbook()  # not write-only: Excel's own files say how large they are, and openpyxl reads those faster
    sheet = book.create_sheet("Статистика", 0)
    sheet.append([*HEADINGS, *COUNTS])
    for number in range(rows):
        name = " ".join("".join(chance.choices(LETTERS, k=9)).title() for _ in range(3))
        linked = int(chance.random() >= 0.02)
        used = [chance.randint(1, 900), chance.randint(0, 20)] if chance.random() >= 0.03 else [0, 0]
        sheet.append([date(2024, 11, 12), 216579624 + number % 500, 757843276 + number, name, "teacher", linked, *used])
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
