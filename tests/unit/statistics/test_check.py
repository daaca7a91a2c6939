"""`python -m automation statistics check`."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from automation.__main__ import main
from automation.statistics import output, reviewing
from tests.unit.statistics.check_run import Run, read_json
from tests.unit.statistics.check_run import clean as clean
from tests.unit.statistics.check_run import out as out
from tests.unit.statistics.check_run import run as run
from tests.unit.statistics.statistics_books import COUNTED, DAY, LAST_WEEK, SCHOOL, counted, october, save


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    return path


def test_nothing_found_is_0(run: Run, clean: Path, out: Path):
    result = run(clean)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Всего людей: 1" in result.stdout
    assert str(out / "statistics-check.html") in result.stdout
    assert len(list(out.iterdir())) == 3


def test_something_found_is_1(run: Run, tmp_path: Path, out: Path):
    now = counted(tmp_path / "now.xlsx", (1, "Хазеев Рустем", 1, 0, 0), (2, "Иванова Мария", 0, 0, 0))
    before = counted(tmp_path / "before.xlsx", (1, "Хазеев Рустем", 1, 5, 0), day=LAST_WEEK)
    roster = save(tmp_path / "roster.xlsx", ["ФИО"], ["Седова Юлия"])
    result = run(now, "--previous", before, "--roster", roster)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:10] == [
        "Всего людей: 2",
        "Проверены: педагоги — 2",
        "Не привязаны к журналу: 1",
        "Замолчали: 1",
        "Привязаны, но молчат: 1",
        "Под двумя ID: 0",
        "Возможно, под двумя ID: 0",
        "Строки противоречат друг другу: 0",
        "Пропали из отчёта: 0",
        "Есть в списке, нет в отчёте: 1",
    ]
    assert [row["name"] for row in read_json(out)["found"]["absent"]] == ["Седова Юлия"]


def test_names_are_shown_only_on_request(run: Run, tmp_path: Path):
    now = counted(tmp_path / "now.xlsx", (1, "Хазеев Рустем", 1, 0, 0))
    assert "Хазеев" not in run(now).output
    assert "    Хазеев Рустем (ID 1)" in run(now, "--names").stdout.splitlines()


def test_broken_report_is_named_and_the_others_are_checked(run: Run, tmp_path: Path, broken: Path, out: Path):
    first = counted(tmp_path / "first.xlsx", (1, "Хазеев Рустем", 0, 0, 0))
    last = october(tmp_path / "last.xlsx", ("Иванова Мария", 0, 0, 0))
    missing = tmp_path / "missing.xlsx"
    result = run(first, broken, missing, last)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"Ошибка: {broken}: файл повреждён: откройте в Excel и сохраните заново",
        f"Ошибка: {missing}: такого файла нет",
    ]
    assert {row["name"] for row in read_json(out)["found"]["not_linked"]} == {"Хазеев Рустем", "Иванова Мария"}
    assert len(read_json(out)["problems"]) == 2


def test_wrong_cell_is_named_and_the_rest_is_checked(run: Run, tmp_path: Path, out: Path):
    now = counted(tmp_path / "now.xlsx", (1, "Хазеев Рустем", "да?", 0, 0), (2, "Иванова Мария", 1, 0, 0))
    result = run(now)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"Ошибка: {now}, лист «Статистика», строка 2, столбец «Связь с ЭЖ» (F): ожидается 1 или 0, а в ячейке текст"
    ]
    assert [row["name"] for row in read_json(out)["found"]["silent"]] == ["Иванова Мария"]


def test_number_without_bounds_is_named(run: Run, tmp_path: Path, out: Path):
    now = counted(tmp_path / "now.xlsx", (1, "Хазеев Рустем", 1, 1e30, 0), (10**17, "Иванова Мария", 1, "9" * 18, 0))
    result = run(now)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        (
            f"Ошибка: {now}, лист «Статистика», строка 2, столбец «Кол-во сообщений за 7 дней» (G): ожидается "
            "целое число, 0 или больше, а в ячейке слишком большое число"
        ),
        (
            f"Ошибка: {now}, лист «Статистика», строка 3, столбец «ID пользователя» (C): ожидается целое число, "
            "0 или больше, а в ячейке слишком большое число"
        ),
    ]
    assert len(list(out.iterdir())) == 3


@pytest.mark.parametrize("count", [1e30, 10**15, -1, 1.5, "1 2", "１２", "1e3", True, DAY], ids=repr)
def test_count_that_is_none_is_one_line_and_2(run: Run, tmp_path: Path, out: Path, count: object):
    now = counted(tmp_path / "now.xlsx", (1, "Хазеев Рустем", 1, count, 0), (2, "Иванова Мария", 1, 5, 0))
    result = run(now)
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert line.startswith(
        f"Ошибка: {now}, лист «Статистика», строка 2, столбец «Кол-во сообщений за 7 дней» (G): ожидается"
    )
    assert [kind for kind, findings in read_json(out)["found"].items() if findings] == []


@pytest.mark.parametrize("option", ["--roster", "--previous"])
def test_broken_roster_or_previous_report_is_named_and_the_rest_is_checked(
    run: Run, clean: Path, broken: Path, out: Path, option: str
):
    result = run(clean, option, broken)
    assert result.exit_code == 2
    assert str(broken) in result.stderr
    findings = read_json(out)["found"]
    assert findings["absent" if option == "--roster" else "fell_silent"] is None
    assert findings["not_linked"] == []


def test_nothing_to_check_writes_nothing(run: Run, broken: Path, out: Path):
    result = run(broken)
    assert result.exit_code == 2
    [_, line] = result.stderr.splitlines()
    assert line == "Ошибка: проверять нечего: ни одной строки отчётов прочитать не удалось"
    assert not out.exists()


def test_place_that_cannot_be_written_is_named(run: Run, clean: Path, out: Path):
    out.write_text("a file", encoding="utf-8")
    result = run(clean)
    assert result.exit_code == 2
    assert str(out) in result.stderr
    assert "Traceback" not in result.output


def test_failed_write_is_one_line(run: Run, clean: Path, out: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(output, "write_reports", fail)
    result = run(clean)
    assert result.exit_code == 2
    assert result.stderr == f"Ошибка: {out}: записать не удалось: на диске нет места\n"


def test_report_is_not_written_over(run: Run, out: Path):
    out.mkdir()
    report = october(out / "statistics-check.xlsx", ("Хазеев Рустем", 1, 453, 15))
    before = report.read_bytes()
    result = run(report)
    assert result.exit_code == 2
    assert "--out" in result.stderr
    assert report.read_bytes() == before


def test_second_check_takes_the_place_of_the_first(run: Run, tmp_path: Path, clean: Path, out: Path):
    assert run(october(tmp_path / "now.xlsx", ("Иванова Мария", 0, 0, 0))).exit_code == 1
    assert run(clean).exit_code == 0
    assert read_json(out)["found"]["not_linked"] == []
    assert len(list(out.iterdir())) == 3


def headed(lines: str, start: str) -> list[str]:
    return [line for line in lines.splitlines() if line.startswith(start)]


def test_possible_duplicate_is_1(run: Run, tmp_path: Path, out: Path):
    now = counted(tmp_path / "now.xlsx", (1, "Алексеeва Мария", 1, 5, 1), (2, "Алексеева Мария", 1, 5, 1))
    result = run(now)
    assert (result.exit_code, result.stderr) == (1, "")
    assert headed(result.stdout, "Под двумя") == ["Под двумя ID: 0"]
    assert headed(result.stdout, "Возможно") == ["Возможно, под двумя ID: 1"]
    assert [row["user_id"] for row in read_json(out)["found"]["possibly_two_ids"]] == [1, 2]


def test_two_reports_of_one_day_say_the_same_in_either_order(run: Run, tmp_path: Path, out: Path):
    morning = counted(tmp_path / "morning.xlsx", (1, "Первова Анна", 0, 453, 15))
    evening = counted(tmp_path / "evening.xlsx", (1, "Первова Анна", 1, 460, 16))
    results = []
    for order in ([morning, evening], [evening, morning]):
        result = run(*order)
        results.append((result.exit_code, result.output, read_json(out)["found"]))
    assert results[0] == results[1]
    assert results[0][0] == 1
    assert headed(results[0][1], "Строки противоречат") == ["Строки противоречат друг другу: 1"]
    [note] = headed(results[0][1], "Замечание: строки одного ID")
    assert "противоречат друг другу («Связь с ЭЖ» взята 0, если он есть хоть в одной;" in note
    assert note.endswith(" ID: 1")
    assert [row["linked"] for row in results[0][2]["not_linked"]] == [False]
    assert len(results[0][2]["contradictory"]) == 2


def test_two_roles_are_0_in_either_order(run: Run, tmp_path: Path):
    roles = [
        [DAY, SCHOOL, 1, "Первова Анна", "administrator", 1, 0, 0],
        [DAY, SCHOOL, 1, "Первова Анна", "teacher", 1, 5, 1],
    ]
    outcomes = set()
    for number, rows in enumerate((roles, roles[::-1])):
        result = run(save(tmp_path / f"{number}.xlsx", COUNTED, *rows))
        outcomes.add((result.exit_code, result.output))
    [(exit_code, output)] = outcomes
    assert exit_code == 0
    assert len(headed(output, "Замечание")) == 2


def test_person_who_is_gone_is_1(run: Run, tmp_path: Path, clean: Path):
    before = october(tmp_path / "before.xlsx", ("Хазеев Рустем", 1, 5, 0), ("Иванова Мария", 1, 5, 0), day=LAST_WEEK)
    result = run(clean, "--previous", before, "--names")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[lines.index("Пропали из отчёта: 1") + 1] == "    Иванова Мария"


def test_reports_in_each_others_place_are_2(run: Run, tmp_path: Path, clean: Path, out: Path):
    before = october(tmp_path / "before.xlsx", ("Хазеев Рустем", 1, 0, 0), day=LAST_WEEK)
    result = run(before, "--previous", clean)
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        (
            f"Ошибка: {clean}: прошлый отчёт (12.11.2024) новее проверяемого (05.11.2024), поэтому не сравнивается; "
            "не перепутаны ли они местами?"
        )
    ]
    assert (read_json(out)["found"]["fell_silent"], read_json(out)["found"]["gone"]) == (None, None)


@pytest.mark.parametrize("same", ["file", "content", "day"])
def test_report_given_as_its_own_previous_one_is_refused(run: Run, tmp_path: Path, clean: Path, out: Path, same: str):
    before = clean
    if same == "content":
        before = tmp_path / "copy.xlsx"
        before.write_bytes(clean.read_bytes())
    elif same == "day":
        before = october(tmp_path / "evening.xlsx", ("Хазеев Рустем", 1, 460, 15), ("Седова Юлия", 1, 1, 1))
    result = run(clean, "--previous", before)
    reason = f"отчёт за тот же день (12.11.2024), что проверяемый ({clean})"
    if same != "day":
        reason = f"тот же отчёт, что проверяемый ({clean})"
    assert result.exit_code == 2
    assert result.stderr == f"Ошибка: {before}: это {reason}: дайте в --previous прошлый\n"
    assert not out.exists()


def test_previous_report_of_another_organization_may_be_of_the_same_day(run: Run, tmp_path: Path):
    now = counted(tmp_path / "now.xlsx", (1, "Хазеев Рустем", 1, 5, 0))
    other = counted(tmp_path / "other.xlsx", (2, "Седова Юлия", 1, 5, 0), school=52)
    assert run(now, "--previous", other).exit_code == 0


def test_what_is_given_twice_counts_once_and_is_reported(run: Run, tmp_path: Path, clean: Path):
    before = october(tmp_path / "before.xlsx", ("Хазеев Рустем", 1, 5, 0), day=LAST_WEEK)
    result = run(clean, clean, "--previous", before, "--previous", before)
    assert result.exit_code == 0
    assert "Всего людей: 1" in result.stdout
    assert headed(result.stdout, "Замечание") == [
        f"Замечание: {path}, лист «Статистика»: дан не один раз; считается один раз" for path in (clean, before)
    ]


def test_interrupt_is_not_taken_for_a_finding(run: Run, clean: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(reviewing, "read_report", interrupt)
    assert run(clean).exit_code == 130


def test_help_tells_the_exit_codes():
    result = CliRunner().invoke(main, ["statistics", "check", "--help"])
    assert result.exit_code == 0
    for line in ("0  ничего не найдено", "1  что-то найдено", "2  что-то не прочитано"):
        assert line in result.stdout


def test_namesakes_of_the_roster_are_all_named(run: Run, clean: Path, tmp_path: Path):
    roster = save(tmp_path / "roster.xlsx", ["ФИО"], ["Ким Лев"], ["Ким Лев"])
    printed = run(clean, "--roster", roster, "--names").stdout
    assert "Есть в списке, нет в отчёте: 2\n    Ким Лев\n    Ким Лев\n" in printed
