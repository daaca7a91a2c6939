"""`python -m automation statistics weekly` with a report that is there already."""

import json
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from automation.__main__ import main
from automation.statistics import output
from automation.weekly import letters, week
from automation.weekly.folder import WeekFolder
from tests.automation_command import run_automation
from tests.unit.statistics.statistics_books import counted, october, save

MONDAYS = [date(2026, 11, day) for day in (9, 16, 23)]
WEEKS = ["2026-W46", "2026-W47", "2026-W48"]
OF_EACH_WEEK = [
    "report.xlsx", "statistics-check.html", "statistics-check.json", "statistics-check.xlsx", "week.html", "week.json",
]  # fmt: skip
LETTERS = ["letters/000 все письма.html", "letters/001 Иванова Мария.html"]
Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "school"


@pytest.fixture
def run(folder: Path) -> Run:
    def run(*arguments: str | Path) -> Result:
        return run_automation("statistics", "weekly", folder, *arguments)

    return run


def save_week(path: Path, number: int, *people: tuple[Any, ...]) -> Path:
    return counted(path, *people, day=MONDAYS[number])


@pytest.fixture
def reports(tmp_path: Path) -> list[Path]:
    """Three weeks of a school: one teacher falls silent, another is linked in the last week."""
    return [
        save_week(tmp_path / "0.xlsx", 0, (1, "Хазеев Рустем", 1, 5, 0), (2, "Иванова Мария", 0, 3, 0)),
        save_week(tmp_path / "1.xlsx", 1, (1, "Хазеев Рустем", 1, 0, 0), (2, "Иванова Мария", 0, 3, 0)),
        save_week(tmp_path / "2.xlsx", 2, (1, "Хазеев Рустем", 1, 4, 0), (2, "Иванова Мария", 1, 3, 0)),
    ]


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def list_files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_weeks_gather_in_the_folder(run: Run, folder: Path, reports: list[Path]):
    assert [run("--report", report).exit_code for report in reports] == [1, 1, 0]
    files = {WEEKS[0]: [*LETTERS, *OF_EACH_WEEK], WEEKS[1]: [*LETTERS, *OF_EACH_WEEK], WEEKS[2]: OF_EACH_WEEK}
    in_weeks = {f"weeks/{name}/{file}" for name, names in files.items() for file in names}
    assert set(list_files(folder)) - {".lock"} == {"history.json", "index.html", *in_weeks}
    weeks = read_json(folder / "history.json")["weeks"]
    assert [(entry["week"], entry["linked"], entry["active"], entry["letters"]) for entry in weeks] == [
        ("2026-W46", 1, 2, 1),
        ("2026-W47", 1, 1, 1),
        ("2026-W48", 2, 2, 0),
    ]
    assert [entry["found"]["fell_silent"] for entry in weeks] == [None, 1, 0]
    assert "Хазеев" not in (folder / "history.json").read_text(encoding="utf-8")
    page = (folder / "index.html").read_text(encoding="utf-8")
    places = [page.index(f"weeks/{name}/week.html") for name in WEEKS]
    assert places == sorted(places, reverse=True)


def test_files_are_their_owners_and_name_no_place_of_this_machine(
    run: Run, folder: Path, reports: list[Path], tmp_path: Path
):
    for report in reports[:2]:
        run("--report", report)
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    texts = [path.read_text(encoding="utf-8") for path in files if path.suffix in (".html", ".json")]
    assert not any(str(tmp_path) in text or ".unfinished" in text for text in texts)
    [finding] = read_json(folder / "weeks/2026-W47/statistics-check.json")["found"]["fell_silent"]
    assert (finding["file"], finding["previous"]["file"]) == ("отчёт недели", "weeks/2026-W46/report.xlsx")


def test_terminal_shows_numbers_and_names_only_on_request(run: Run, folder: Path, reports: list[Path]):
    result = run("--report", reports[0])
    assert "Иванова" not in result.output
    lines = result.stdout.splitlines()
    assert lines[0] == "Неделя: 2026-W46, отчёт от 09.11.2026"
    assert lines[-3:] == [
        "Писем: 1",
        f"Страница недели: {folder / 'weeks/2026-W46/week.html'}",
        f"Все недели: {folder / 'index.html'}",
    ]
    assert "    Иванова Мария (ID 2)" in run("--report", reports[0], "--names").stdout.splitlines()


def test_week_twice_replaces_itself(run: Run, folder: Path, tmp_path: Path, reports: list[Path]):
    run("--report", reports[0])
    run("--report", reports[1])
    linked = save_week(tmp_path / "evening.xlsx", 1, (1, "Хазеев Рустем", 1, 5, 0), (2, "Иванова Мария", 1, 3, 0))
    assert run("--report", linked).exit_code == 0
    assert sorted(path.name for path in (folder / "weeks").iterdir()) == WEEKS[:2]
    assert not (folder / "weeks/2026-W47/letters").exists()
    assert [entry["linked"] for entry in read_json(folder / "history.json")["weeks"]] == [1, 2]


def test_week_may_be_made_again_from_its_own_report(run: Run, folder: Path, reports: list[Path]):
    run("--report", reports[0])
    assert run("--report", folder / "weeks/2026-W46/report.xlsx").exit_code == 1
    assert (folder / "weeks/2026-W46/report.xlsx").read_bytes() == reports[0].read_bytes()


def test_earlier_week_that_comes_late_is_compared_with_the_one_before_it(run: Run, folder: Path, reports: list[Path]):
    for number in (0, 2, 1):
        run("--report", reports[number])
    assert read_json(folder / "weeks/2026-W47/week.json")["found"]["fell_silent"] == 1
    assert [entry["week"] for entry in read_json(folder / "history.json")["weeks"]] == WEEKS


def test_roster_of_the_folder_and_the_one_that_is_given(run: Run, folder: Path, tmp_path: Path, reports: list[Path]):
    folder.mkdir()
    save(folder / "roster.xlsx", ["ФИО"], ["Хазеев Рустем"], ["Седова Юлия"])
    assert run("--report", reports[2]).exit_code == 1
    assert sorted(path.name for path in (folder / "weeks/2026-W48/letters").iterdir()) == [
        "000 все письма.html",
        "001 Седова Юлия.html",
    ]
    other = save(tmp_path / "other.xlsx", ["ФИО"], ["Хазеев Рустем"])
    assert run("--report", reports[2], "--roster", other).exit_code == 0


def test_template_of_the_folder_is_used(run: Run, folder: Path, reports: list[Path]):
    folder.mkdir()
    (folder / "letter.html").write_text("<p>Школа №51: {{ФИО}}</p>", encoding="utf-8")
    run("--report", reports[0])
    letter = folder / "weeks/2026-W46/letters/001 Иванова Мария.html"
    assert "Школа №51: Иванова Мария" in letter.read_text(encoding="utf-8")


def test_accounts_without_an_address_are_2_and_the_rest_is_done(run: Run, folder: Path, reports: list[Path]):
    folder.mkdir()
    save(folder / "accounts.xlsx", ["Логин", "Пароль"], ["ivanova", "тайна"])
    result = run("--report", reports[2])
    assert result.exit_code == 2
    assert result.stderr == (
        f"Ошибка: {folder / 'accounts.xlsx'}: учётные записи не проверены: назовите сайт журнала в файле --target\n"
    )
    assert read_json(folder / "weeks/2026-W48/week.json")["links"] is None
    assert "учётные записи не проверены" in (folder / "weeks/2026-W48/week.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("obstacle", ["broken", "empty", "other school", "template", "nobody", "no day"])
def test_week_that_cannot_be_made_leaves_the_folder_as_it_was(
    run: Run, folder: Path, tmp_path: Path, reports: list[Path], obstacle: str
):
    run("--report", reports[0])
    before = list_files(folder)
    report, arguments = tmp_path / "bad.xlsx", []
    save_week(report, 1, (7, "Ким Лев", 1, 5, 0))
    if obstacle == "broken":
        report.write_bytes(b"PK")
    elif obstacle == "empty":
        save_week(report, 1)
    elif obstacle == "other school":
        counted(report, (7, "Ким Лев", 1, 5, 0), day=MONDAYS[1], school=52)
    elif obstacle == "nobody":
        arguments = ["--types", "ученики"]
    elif obstacle == "no day":
        counted(report, (7, "Ким Лев", 1, 5, 0), day="вчера")
    else:
        (tmp_path / "letter.html").write_text("{{школа}}", encoding="utf-8")
        arguments = ["--letter-template", str(tmp_path / "letter.html")]
    result = run("--report", report, *arguments)
    assert result.exit_code == 2
    assert all(line.startswith("Ошибка: ") for line in result.stderr.splitlines())
    assert result.stdout == ""
    assert list_files(folder) == before


@pytest.mark.parametrize("step", ["reports", "letters", "page", "place"])
def test_failed_write_is_one_line_and_leaves_the_folder_as_it_was(
    run: Run, folder: Path, reports: list[Path], monkeypatch: pytest.MonkeyPatch, step: str
):
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    run("--report", reports[0])
    before = list_files(folder)
    steps: dict[str, tuple[Any, str]] = {
        "reports": (output, "write_reports"),
        "letters": (letters, "write_letters"),
        "page": (week, "render_week"),
        "place": (WeekFolder, "publish_week"),
    }
    monkeypatch.setattr(*steps[step], fail)
    result = run("--report", reports[1])
    assert (result.exit_code, result.stderr) == (2, f"Ошибка: {folder}: записать не удалось: на диске нет места\n")
    assert list_files(folder) == before


def test_interrupt_leaves_the_folder_as_it_was(
    run: Run, folder: Path, reports: list[Path], monkeypatch: pytest.MonkeyPatch
):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    run("--report", reports[0])
    before = list_files(folder)
    monkeypatch.setattr(week, "render_week", interrupt)
    assert run("--report", reports[1]).exit_code == 130
    assert list_files(folder) == before


def test_damaged_week_is_named_and_the_others_are_in_the_history(run: Run, folder: Path, reports: list[Path]):
    run("--report", reports[0])
    (folder / "weeks/2026-W46/week.json").write_text('{"week": "2026-W46"', encoding="utf-8")
    result = run("--report", reports[2])
    assert result.exit_code == 2
    [line] = result.stderr.splitlines()
    assert line.startswith(f"Ошибка: {folder / 'weeks/2026-W46/week.json'}: не прочитан, недели нет в истории")
    assert [entry["week"] for entry in read_json(folder / "history.json")["weeks"]] == ["2026-W48"]
    assert run("--report", reports[0]).exit_code == 1
    assert len(read_json(folder / "history.json")["weeks"]) == 2


def test_report_or_phone_is_needed(run: Run, folder: Path):
    result = run()
    assert result.exit_code == 2
    assert "нужен --phone, чтобы скачать отчёт, или --report" in result.stderr
    assert not folder.exists()


def test_folder_that_is_a_file_is_named(run: Run, folder: Path, reports: list[Path]):
    folder.write_text("a file", encoding="utf-8")
    assert run("--report", reports[0]).exit_code == 2


def test_help_tells_the_exit_codes_and_the_marks():
    result = CliRunner().invoke(main, ["statistics", "weekly", "--help"])
    assert result.exit_code == 0
    for text in ("0  ничего не найдено", "1  кто-то найден", "2  отчёта нет", "{{ФИО}}", "{{шаги}}", "--accounts"):
        assert text in result.stdout


def test_page_names_the_day_that_it_compares_with_and_all_namesakes(run: Run, folder: Path, tmp_path: Path):
    """The week before may be missing, and reports of October 2024 have no types."""
    people = [("Ким Лев", 0, 1, 0), ("Зорин Олег", 0, 1, 0)]
    first = october(tmp_path / "first.xlsx", *people, day=MONDAYS[0])
    last = october(tmp_path / "last.xlsx", *people, day=MONDAYS[2])
    roster = save(tmp_path / "roster.xlsx", ["ФИО"], ["Седова Юлия"], ["Седова Юлия"])
    run("--report", first)
    assert "Писем: 4" in run("--report", last, "--roster", roster).stdout
    page = (folder / "weeks" / WEEKS[2] / week.PAGE).read_text(encoding="utf-8")
    assert "Прошлый отчёт — 09.11.2026" in page
    assert "0 с 09.11" in page
    assert "за неделю<" not in page
    assert page.count("<li>Седова Юлия") == 2
