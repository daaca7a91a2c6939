"""Correct journals on stands as vendors have them: names no DNS knows, letters other than ASCII, https, HTTP Basic."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from examples.command_line import StartError, open_ports
from mock_server.http.certificates import AUTHORITY, SERVER, issue_certificate
from mock_server.http.tls import terminate_tls
from tests.examples.conftest import PROJECT, Stand
from tests.examples.stand_journal import CONFIRMATION, FOLDED
from tests.examples.test_runs import check_target

CHECKS = ("A-7", "P-10", "P-18", "P-19", "P-20", "P-21", "P-29", "P-31", "P-44", "J-1", "J-2", "J-4", "J-9")
BASIC = "stand:hidden-word"


@pytest.fixture
def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def run_journal(
    stand: Stand, port: int, address: str, *options: str, module: str = "tests.examples.stand_journal"
) -> Iterator[str]:
    """Runs the journal at the port, seen at the address; gives the text of its target file."""
    origin, path = address, ""
    if address.count("/") > 2:
        scheme, _, rest = address.partition("://")
        host, _, path = rest.partition("/")
        origin, path = f"{scheme}://{host}", f"/{path}"
    services = [f"--vk-id={stand.addresses.vk_id}", "--timeout=2", f"--port={port}", f"--address={address}"]
    with stand.journal(module, *services, *options):
        text = (PROJECT / "docs" / "target.toml").read_text(encoding="utf-8")
        text = text.replace('callback = "http://localhost:8011', f'callback = "{address}')
        text = text.replace("http://localhost:8011", origin)
        yield text.replace('# sign_in_path = "/" ', f'sign_in_path = "{path}/" ')


def validate(stand: Stand, target: str, *checks: str) -> None:
    """Expects that the journal passes these checks."""
    result = stand.validate(target, *(f"--check={check}" for check in checks))
    assert result.checks("passed") == set(checks), result.output


@pytest.mark.parametrize("registered", ["as written", "encoded"])
def test_journal_with_other_letters_in_its_addresses(stand: Stand, free_port: int, registered: str) -> None:
    """Узел в .рф и кириллица в пути: адреса сравниваются так, как их пишут браузеры."""
    host, path = "дневник-гимназии.рф", "школа №7"
    ascii_host = host.encode("idna").decode()
    address = f"http://{host}:{free_port}/{path.replace(' ', '%20')}"
    with run_journal(stand, free_port, address) as target:
        if registered == "encoded":
            encoded = f"http://{ascii_host}:{free_port}/{quote(path)}"
            target = target.replace(f'callback = "{address}', f'callback = "{encoded}')
        validate(stand, f'{target}\n[stand.hosts]\n"{host}" = "127.0.0.1"\n', *CHECKS)


def test_leak_from_an_address_with_other_letters_is_found(stand: Stand, free_port: int) -> None:
    """Адрес возврата в .рф: код, ушедший с него в Referer, найден."""
    host = "дневник-гимназии.рф"
    options = ("--mistake=referrer-leak", "--window=same-tab")
    address, module = f"http://{host}:{free_port}", "tests.examples.mistaken_journal"
    with run_journal(stand, free_port, address, *options, module=module) as target:
        result = stand.validate(f'{target}\n[stand.hosts]\n"{host}" = "127.0.0.1"\n', "--check=P-21", "--check=P-10")
    assert (result.checks("failed"), result.checks("passed")) == ({"P-21"}, {"P-10"}), result.output


@contextmanager
def https_before(folder: Path, host: str, port: int) -> Iterator[int]:
    """Speaks https for the server at the port; gives the port of its own, and leaves the authority in the folder."""
    certificate = issue_certificate(folder, host)
    with socket.create_server(("127.0.0.1", 0)) as listener, terminate_tls([(listener, port)], certificate):
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize("file", [AUTHORITY, SERVER])
def test_journal_behind_https_and_basic(stand: Stand, free_port: int, file: str) -> None:
    """Свой сертификат (центр или сам) и HTTP Basic: доверяют только ему, пароль получает только журнал."""
    stand.env["STAND_PASSWORD"] = BASIC.partition(":")[2]
    with ExitStack() as stack:
        port = stack.enter_context(https_before(stand.folder, "diary.school.test", free_port))
        address = f"https://diary.school.test:{port}"
        target = stack.enter_context(run_journal(stand, free_port, address, "--basic", BASIC))
        certificate = f'certificate = "{file}"'
        basic = 'basic_user = "stand"\nbasic_password_variable = "STAND_PASSWORD"'
        hosts = 'hosts = { "diary.school.test" = "127.0.0.1" }'
        whole = "\n".join((target, "[stand]", certificate, basic, hosts))
        validate(stand, whole, *CHECKS)
        process = check_target(stand, whole)
        assert process.returncode == 0, process.stdout + process.stderr
        assert "!" not in process.stdout, "journal and sandbox are two sites"
        for lines, complaint in (((basic, hosts), "[stand] certificate"), ((certificate, hosts), "basic_user")):
            text = "\n".join((target, "[stand]", *lines))
            result, process = stand.validate(text, "--check=A-1"), check_target(stand, text)
            assert (result.exit_code, process.returncode) == (2, 1), result.output + process.stdout
            assert complaint in result.output
            assert complaint in process.stdout


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("options", [("--strict", "--bounce"), ("--bounce",)])
def test_strict_cookie_behind_a_page_of_the_journal_is_no_mistake(
    stand: Stand, free_port: int, host: str, options: tuple[str, ...]
) -> None:
    """Строгая cookie и своя страница возврата, которая идёт дальше сама: браузер тогда её посылает."""
    with run_journal(stand, free_port, f"http://{host}:{free_port}", *options) as target:
        validate(stand, target, "P-29", "P-31", "A-7")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_strict_cookie_is_a_mistake_at_one_site_and_at_two(stand: Stand, free_port: int, host: str) -> None:
    """Строгая cookie сеанса без такой страницы: отказ и там, где журнал и песочница — один сайт."""
    with run_journal(stand, free_port, f"http://{host}:{free_port}", "--strict") as target:
        result = stand.validate(target, "--check=P-29", "--check=A-1")
    assert (result.checks("failed"), result.checks("passed")) == ({"P-29"}, {"A-1"}), result.output


def test_card_that_is_folded_at_its_address_is_unfolded_in_every_browser(stand: Stand, free_port: int) -> None:
    """Карточку у своего адреса открывают нажатием и там, где проверяют, чего стоят одни cookie."""
    with run_journal(stand, free_port, f"http://localhost:{free_port}", "--folded") as target:
        folded = target.replace('messenger = "Чаты" ', f'messenger = ["Чаты", "{FOLDED}"] ')
        validate(stand, folded, "P-31", "P-35", "P-36")


@pytest.mark.parametrize(("options", "status"), [(("--confirm",), "passed"), (("--confirm", "--hasty"), "failed")])
def test_question_of_the_journal_unlinks_nobody(
    stand: Stand, free_port: int, options: tuple[str, ...], status: str
) -> None:
    """Журнал, который отвязал раньше, чем учитель подтвердил, найден."""
    with run_journal(stand, free_port, f"http://localhost:{free_port}", *options) as target:
        asking = target.replace('unlink = "Отключить чаты" ', f'unlink = ["Отключить чаты", "{CONFIRMATION}"] ')
        result = stand.validate(asking, "--check=J-7", "--check=P-30", "--check=A-1")
    assert result.checks(status) >= {"J-7"}, result.output
    assert result.checks("passed") >= {"P-30", "A-1"}, result.output


def test_target_check_tells_one_site_from_two(stand: Stand, free_port: int) -> None:
    with run_journal(stand, free_port, f"http://127.0.0.1:{free_port}") as target:
        process = check_target(stand, target)
    assert process.returncode == 0, process.stdout + process.stderr
    assert f"http://localhost:{free_port}" in process.stdout


def test_example_listens_wherever_localhost_leads() -> None:
    """`localhost` is 127.0.0.1 for one program and ::1 for another."""
    listeners = open_ports(0)
    try:
        assert listeners[0].getsockname()[0] == "127.0.0.1"
        assert len({listener.getsockname()[1] for listener in listeners}) == 1
        for listener in listeners:
            socket.create_connection(listener.getsockname()[:2], timeout=5).close()
        with pytest.raises(StartError, match="он занят"):
            open_ports(listeners[0].getsockname()[1])
    finally:
        for listener in listeners:
            listener.close()
