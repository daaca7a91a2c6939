"""`python -m mock_server`: what a person sees of it, and what is left when it stops."""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any, NoReturn

import click
import httpx
import pytest
from click.testing import CliRunner

from automation.factories import People
from mock_server.client import SandboxClient
from mock_server.command import main, stop_on_signal
from mock_server.context import Sandbox
from mock_server.control import seeding
from mock_server.errors import SandboxError
from mock_server.logins import mask_phone
from mock_server.recording.redaction import hash_secret
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from mock_server.terminal import DEMO_TEACHERS, print_codes, render_banner, seed_demo_teachers
from tests.http_teacher import HttpTeacher
from tests.sandbox_command import ANY_PORT, SandboxCommand, run_command

WITH_PROFILE, WITHOUT_PROFILE = DEMO_TEACHERS
_EXIT_TIMEOUT_S = 60


def command(folder: Path, *options: str) -> AbstractContextManager[SandboxCommand]:
    """Runs the sandbox with its temporary files in the folder, and the encoding of a window of Windows."""
    return run_command(*options, encoding="cp866", TMPDIR=str(folder))


def http_teacher(control: str, login: str, people: People) -> HttpTeacher:
    """Returns one of the two demo teachers, at the sandbox with this control API."""
    demo = next(teacher for teacher in DEMO_TEACHERS if teacher["login"] == login)
    teacher = replace(people.build_teacher(0), login=login, phone=demo["phone"], password=demo["password"])
    return HttpTeacher(SandboxClient(control), teacher)


def test_person_links_by_hand_and_ctrl_c_leaves_nothing(tmp_path: Path, people: People) -> None:
    with command(tmp_path) as started:
        assert [path.name[:8] for path in tmp_path.iterdir()] == ["sandbox-"]
        with http_teacher(started.control, WITH_PROFILE["login"], people) as teacher:
            teacher.link()
            assert "Учебный профиль привязан" in teacher.read_messenger_page()
            requests = teacher.sandbox.list_requests(teacher.teacher.phone)
        rest, errors = started.stop(signal.SIGINT, _EXIT_TIMEOUT_S)
        printed = re.fullmatch(r"Код для \+7 9\*\* \*\*\*-\*\*-01: (\d{4}) \(звонок\)\n", rest)
    assert errors == ""
    assert printed
    (typed,) = [record["form"]["code"] for record in requests if record["operation"] == "submit_code"]
    assert hash_secret(printed[1]) == typed
    assert list(tmp_path.iterdir()) == []


def test_named_database_keeps_the_link_and_the_teachers(tmp_path: Path, people: People) -> None:
    file, folder = tmp_path / "state.sqlite", tmp_path / "temporary"
    folder.mkdir()
    with run_sandbox(SandboxSettings(database=str(file))) as first:
        seed_demo_teachers(first)
        with http_teacher(first.addresses.control, WITHOUT_PROFILE["login"], people) as teacher:
            teacher.link()
        before = teacher.sandbox.get_person(WITHOUT_PROFILE["phone"])
    with command(folder, f"--database={file}") as second:
        assert SandboxClient(second.control).get_person(WITHOUT_PROFILE["phone"]) == before
        assert re.search(r"orlov .* есть, привязан\n", second.output)
        assert second.stop(signal.SIGTERM, _EXIT_TIMEOUT_S) == ("", ""), "it does not print old codes again"
    assert before.profiles[0].link
    assert list(folder.iterdir()) == []


@pytest.fixture
def handlers() -> Iterator[None]:
    """Puts back this process's handlers of signals after the test."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("number", "stops"), [(signal.SIGINT, True), (signal.SIGTERM, True), (signal.SIGHUP, False)], ids=str
)
@pytest.mark.usefixtures("handlers")
def test_started_by_a_script_it_stops_all_the_same(number: signal.Signals, stops: bool) -> None:
    signal.signal(number, signal.SIG_IGN)
    stop = stop_on_signal()
    signal.raise_signal(number)
    assert stop.is_set() == stops


@pytest.mark.usefixtures("handlers")
def test_it_stops_with_its_terminal() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    stop = stop_on_signal()
    signal.raise_signal(signal.SIGHUP)
    assert stop.is_set()


# --- In this process --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeded() -> Iterator[Sandbox]:
    """A sandbox with the two teachers, which no test may change."""
    with run_sandbox(SandboxSettings()) as shared:
        seed_demo_teachers(shared)
        yield shared


def test_banner_names_addresses_teachers_and_the_way_to_codes(seeded: Sandbox) -> None:
    text = render_banner(seeded)
    for address in astuple(seeded.addresses):
        assert address in text
    assert f"{seeded.addresses.control}/openapi/openapi.json" in text
    assert re.search(r"safina +shkola-51 +\+79000510001 +есть\n", text)
    assert re.search(r"orlov +shkola-51 +\+79000510002 +нет\n", text)
    assert f"curl {seeded.addresses.control}/people/+79000510001/codes\n" in text


def test_teachers_are_made_once(seeded: Sandbox) -> None:
    client = SandboxClient(seeded.addresses.control)
    before = [client.get_person(teacher["phone"]) for teacher in DEMO_TEACHERS]
    seed_demo_teachers(seeded)
    assert [client.get_person(teacher["phone"]) for teacher in DEMO_TEACHERS] == before
    assert [len(person.profiles) for person in before] == [1, 0]


def test_teachers_without_the_file_of_their_school_are_told_of(
    own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(seeding, "SCHOOL_51", tmp_path / "school_51.json")
    with pytest.raises(SandboxError, match=r"учителей для пробы не создать: school_51\.json: .*No such file"):
        seed_demo_teachers(own_sandbox)


@pytest.mark.requirement("C-2")
def test_each_of_the_two_finds_the_28_chats_of_the_guide(people: People) -> None:
    """Учитель и администратор видят 28 чатов методички."""
    with run_sandbox(SandboxSettings()) as shared:
        seed_demo_teachers(shared)
        for demo in DEMO_TEACHERS:
            with http_teacher(shared.addresses.control, demo["login"], people) as teacher:
                teacher.link()
                page = teacher.http.get(f"{shared.addresses.messenger}/chats")
            assert re.search(r"Чаты\s*<[^>]+>28<", page.text)
            assert "251 подписчик" in page.text


def test_codes_are_printed_as_they_are_sent(own_sandbox: Sandbox, sandbox: SandboxClient, people: People) -> None:
    teacher = people.create_teacher()
    sandbox.set_confirmation(teacher.phone, method="sms")
    lines: list[str] = []
    printed, stop = threading.Event(), threading.Event()

    def echo(line: str) -> None:
        lines.append(line)
        if mask_phone(teacher.phone) in line:
            printed.set()

    printer = threading.Thread(target=print_codes, args=(own_sandbox, stop, echo))
    printer.start()
    try:
        with HttpTeacher(sandbox, teacher) as http_teacher:
            http_teacher.send_code()
            assert printed.wait(timeout=10)
    finally:
        stop.set()
        printer.join(timeout=10)
    (sent,) = sandbox.read_codes(teacher.phone)
    assert f"Код для {mask_phone(teacher.phone)}: {sent.code} (SMS)" in lines
    assert teacher.phone not in "".join(lines)


@pytest.mark.parametrize(
    "opened",
    [{"host": "0.0.0.0"}, {"public_addresses": (("vk_id", "https://id.school.example"),)}],
    ids=["открыта сети", "за прокси"],
)
def test_codes_are_not_printed_where_others_may_read_them(
    own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, opened: dict[str, Any]
) -> None:
    """Коды не печатаются, если песочница открыта не только этой машине."""
    monkeypatch.setattr(own_sandbox, "settings", replace(own_sandbox.settings, control_token="s3cret", **opened))
    text = render_banner(own_sandbox)
    assert "сюда не приходят" in text
    assert 'curl -H "Authorization: Bearer $SANDBOX_CONTROL_TOKEN" http' in text
    assert "s3cret" not in text


def test_help_explains_every_option() -> None:
    page = CliRunner().invoke(main, ["--help"]).output
    assert [option for parameter in main.params for option in parameter.opts if option not in page] == []
    assert [parameter.name for parameter in main.params if not getattr(parameter, "help", "")] == []
    assert "5001" in page
    assert "SANDBOX_CONTROL_TOKEN" in page


@pytest.mark.parametrize(
    ("options", "code", "reason"),
    [
        (["--journal-port=70000"], 2, "'--journal-port': 70000 — вне границ"),
        (["--code-length=2"], 2, "'--code-length': 2 — вне границ"),
        (["--code-length=four"], 2, "'--code-length': 'four' — не целое число"),
        (["--code-lifetime=0"], 2, "'--code-lifetime': 0 — вне границ"),
        (["--resend=-1"], 2, "'--resend': -1 — вне границ"),
        (["--attempts=0"], 2, "'--attempts': 0 — вне границ"),
        (["--journal-timeout=0"], 2, "'--journal-timeout': 0 — вне границ"),
        (["--window=tab"], 2, "'--window': 'tab' — не из списка"),
        (["--code-method=pigeon"], 2, "'--code-method': 'pigeon' — не из списка"),
        (["--host=0.0.0.0"], 1, "доступен не только этой машине: задайте токен управления (--control-token)"),
        (["--database=:memory:"], 1, "база данных :memory:: это не файл; назовите другой файл или URL"),
        (["--control-token=two words"], 1, "токен управления передаётся в заголовке"),
        (["extra"], 2, "лишний аргумент (extra)"),
        (["--no-such-option"], 2, "--no-such-option"),
    ],
)
def test_wrong_option_is_told_in_one_line(options: list[str], code: int, reason: str) -> None:
    run = CliRunner().invoke(main, [*ANY_PORT, *options], env={"SANDBOX_CONTROL_TOKEN": ""})
    *_, last = run.stderr.splitlines()
    assert run.exit_code == code
    assert last.startswith("Ошибка: ")
    assert reason in last
    assert isinstance(run.exception, SystemExit)


def test_options_reach_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[SandboxSettings] = []

    def no_sandbox(settings: SandboxSettings, _stop: threading.Event) -> NoReturn:
        started.append(settings)
        raise click.Abort

    monkeypatch.setattr("mock_server.command.run_sandbox", no_sandbox)
    options = "--code-method=sms --code-length=6 --code-lifetime=30 --resend=5 --attempts=2 --journal-timeout=3"
    CliRunner().invoke(main, [*options.split(), "--window=same-tab"], env={"SANDBOX_CONTROL_TOKEN": "s3cret"})
    (settings,) = started
    assert astuple(settings.confirmation) == ("sms", 6, 30, 5, 2)
    assert astuple(settings.ports) == (5001, 5002, 5003, 5004, 5005)
    assert (settings.window, settings.journal_timeout_s, settings.control_token) == ("same-tab", 3, "s3cret")


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("journal", "'journal'. Нужно САЙТ=АДРЕС"),
        ("diary=https://journal.example", "сайты: journal, vk-id, messenger, sferum, control"),
        ("vk-id=https://id.example/login", "'vk-id=https://id.example/login'. Нужно САЙТ=АДРЕС"),
        ("vk-id=ftp://id.example", "Нужно САЙТ=АДРЕС"),
    ],
    ids=["без адреса", "нет такого сайта", "адрес с путём", "другая схема"],
)
def test_address_of_a_site_is_checked(address: str, reason: str) -> None:
    """Негодный --address отклонён, и сказано, каким он должен быть."""
    result = CliRunner().invoke(main, ["--address", address])
    assert result.exit_code == 2
    assert reason in " ".join(result.output.split())


def test_public_address_needs_a_token() -> None:
    """Песочница, которую видно снаружи через прокси, без токена управления не запускается."""
    result = CliRunner().invoke(main, [*ANY_PORT, "--address", "vk-id=https://id.example"])
    assert result.exit_code == 1
    assert "адрес id.example доступен не только этой машине: задайте токен управления" in result.output


def test_sandbox_behind_a_proxy_names_its_public_addresses(tmp_path: Path) -> None:
    """За прокси песочница называет внешние адреса, отвечает по ним, а людей для пробы создаёт без прокси."""
    settings = SandboxSettings(
        public_addresses=(("vk_id", "https://id.example"), ("journal", "http://journal.example:8080")),
        control_token="t",
        database=str(tmp_path / "state.sqlite"),
    )
    with run_sandbox(settings) as sandbox:
        seed_demo_teachers(sandbox)
        assert "VK ID                https://id.example\n" in render_banner(sandbox)
        local = sandbox.local_addresses
        health = httpx.get(f"{local.control}/health", headers={"Authorization": "Bearer t"}, trust_env=False).json()
        assert (health["vk_id"], health["journal"]) == ("https://id.example", "http://journal.example:8080")
        for host, status in (("id.example", 200), ("other.example", 421)):
            page = httpx.get(f"{local.vk_id}/help/identity-data", headers={"Host": host}, trust_env=False)
            assert page.status_code == status
