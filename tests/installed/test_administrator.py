"""The installed command and an administrator: the week's statistics, and who is linked."""

import pytest
from faker import Faker
from openpyxl import Workbook

from automation.factories import People
from mock_server.client import SandboxClient
from tests.installed.conftest import Installed

pytestmark = pytest.mark.timeout(900)

ADMINISTRATOR = "+79000510001"
"""Of the school that a sandbox shows to people."""
IN_THE_REPORT = {"last_name": "Хазеев", "first_name": "Рустем", "role": "teacher", "classes": ["5А"]}


@pytest.fixture
def people(sandbox: SandboxClient) -> People:
    """People of the test's own in the sandbox that the installed suite runs."""
    return People(sandbox, Faker("ru_RU"))


def save_book(installed: Installed, name: str, *rows: tuple[str, ...]) -> None:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    (installed.folder / name).parent.mkdir(exist_ok=True)
    book.save(installed.folder / name)


def test_statistics_are_downloaded_and_checked(installed: Installed, control: str) -> None:
    """`sferum statistics download` и `check` — на песочнице, которую запустила `sferum sandbox`."""
    downloaded = installed.sferum(
        "statistics", "download", f"--sandbox={control}", f"--phone={ADMINISTRATOR}", "--out=week.xlsx"
    )
    assert downloaded.returncode == 0, downloaded.stdout
    checked = installed.sferum("statistics", "check", "week.xlsx", "--out=checked")
    assert checked.returncode in (0, 1), checked.stdout
    assert installed.list_names("checked") == {f"statistics-check.{kind}" for kind in ("html", "json", "xlsx")}


def test_week_is_made_of_report_roster_and_accounts(installed: Installed, control: str, people: People) -> None:
    """`sferum statistics weekly` скачивает отчёт, сверяет его со списками и пишет письма по разделам A и B."""
    school = people.create_organization(members=[IN_THE_REPORT])
    teacher = people.create_teacher(school)
    account = (teacher.login, teacher.password, teacher.full_name)
    save_book(installed, "school/roster.xlsx", ("ФИО",), ("Неведомский Пётр Ильич",))
    save_book(installed, "school/accounts.xlsx", ("Логин", "Пароль", "ФИО"), account)
    phone = people.create_administrator(school)
    ended = installed.sferum("statistics", "weekly", "school", f"--sandbox={control}", f"--phone={phone}")
    assert ended.returncode == 1, ended.stdout
    assert installed.list_names("school") >= {"index.html", "history.json", "weeks"}
    (week,) = installed.read_json("school/history.json")["weeks"]
    folder = f"school/weeks/{week['week']}"
    assert installed.list_names(folder) >= {"week.html", "report.xlsx", "links-check.xlsx", "statistics-check.html"}
    assert installed.read_json(f"{folder}/links-check.json")["people"][0]["linked"] == 0
    assert len(installed.list_names(f"{folder}/letters")) == 4, "one from each list, and all to print"


def test_accounts_are_checked_by_signing_in(installed: Installed, control: str, people: People) -> None:
    """`sferum links check` входит за каждого и пишет страницу, книгу и JSON."""
    teacher = people.create_teacher()
    save_book(installed, "accounts.xlsx", ("Логин", "Пароль"), (teacher.login, teacher.password))
    ended = installed.sferum("links", "check", "accounts.xlsx", f"--sandbox={control}")
    assert ended.returncode == 1, ended.stdout
    assert "не привязаны: 1" in ended.stdout
    assert installed.list_names("results") == {"links-check.html", "links-check.xlsx", "links-check.json"}


def test_accounts_are_asked_about(installed: Installed, sandbox: SandboxClient, people: People) -> None:
    """`sferum links check --mesh` спрашивает журнал и отличает привязанного от непривязанного."""
    linked, unlinked = people.create_teacher(), people.create_teacher()
    tokens = [sandbox.create_journal_token(teacher.login) for teacher in (linked, unlinked)]
    sandbox.set_max_account(linked.phone)
    codes = []
    for token in tokens:
        save_book(installed, "ids.xlsx", ("ID",), (token.person_id,))
        options = (f"--mesh={sandbox.addresses['journal']}", "--rate=20")
        ended = installed.sferum("links", "check", "ids.xlsx", *options, SFERUM_MESH_TOKEN=token.token)
        codes.append(ended.returncode)
    assert codes == [0, 1]
    assert installed.list_names("results") == {"links-check.html", "links-check.xlsx", "links-check.json"}
