"""Registering clients of VK ID by a file at the start."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mock_server.command import main
from mock_server.errors import SandboxError
from mock_server.model.vk_id import Client
from mock_server.oauth_client import OWN_IDS
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings
from tests.oauth_user import REDIRECT_URI
from tests.sandbox.vk_id.full_client import FULL


def write(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


@pytest.mark.parametrize("name", ["clients.toml", "clients.json"])
def test_file_registers_clients_at_the_start(tmp_path: Path, name: str) -> None:
    """Файл регистрирует клиентов при запуске."""
    other = {"id": "7003", "name": "Портал", "redirect_uris": [REDIRECT_URI]}
    tables = "".join(
        "[[client]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in client.items())
        for client in (FULL, other)
    )
    text = json.dumps({"client": [FULL, other]}) if name.endswith("json") else tables
    with run_sandbox(SandboxSettings(clients=write(tmp_path, name, text))) as shared, shared.store.read() as session:
        journal, portal = session.get_one(Client, "7001"), session.get_one(Client, "7003")
        assert {field: getattr(journal, field) for field in FULL} == FULL
        assert portal.kind == "public"
        assert portal.secret


def test_lasting_database_takes_what_the_file_says_now(tmp_path: Path) -> None:
    """Постоянная база принимает то, что файл говорит теперь."""
    settings = SandboxSettings(database=str(tmp_path / "state.sqlite"), clients=str(tmp_path / "clients.toml"))
    client = '[[client]]\nid = "7004"\nname = "Журнал"\nredirect_uris = ["%s"]\n'
    write(tmp_path, "clients.toml", client % "https://old.example/callback")
    with run_sandbox(settings) as shared, shared.store.read() as session:
        secret = session.get_one(Client, "7004").secret
    write(tmp_path, "clients.toml", client % "https://new.example/callback")
    with run_sandbox(settings) as shared, shared.store.read() as session:
        registered = session.get_one(Client, "7004")
        assert registered.redirect_uris == ["https://new.example/callback"]
        assert registered.secret == secret, "what the file is silent about stays"


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (
            "clients.toml",
            "[[client]",
            "clients.toml, строка 1, столбец 9: это не TOML: заголовок таблицы не закрыт скобкой",
        ),
        (
            "clients.json",
            "{",
            "clients.json, строка 1, столбец 2: это не JSON: здесь нужно имя поля в двойных кавычках",
        ),
        ("clients.json", "[]", "нужны только приложения"),
        ("clients.toml", "client = 5", "нужны только приложения"),
        ("clients.toml", "[[clients]]\nid = '1'", "нужны только приложения"),
        ("clients.json", '{"client": ["journal"]}', "приложение 1: нужна таблица полей"),
        ("clients.toml", "[[client]]\nid = '1'\nname = 'Ж'", "приложение 1: redirect_uris: не указано"),
        (
            "clients.toml",
            "[[client]]\nname = 'Ж'\nredirect_uris = ['https://j.example/']",
            "приложение 1: id: не указано",
        ),
        *(
            (
                "clients.toml",
                f"[[client]]\nid = '{own}'\nname = 'Ж'\nredirect_uris = ['https://j.example/']",
                f"приложение 1: id: {own} — приложение самой песочницы",
            )
            for own in OWN_IDS
        ),
        (
            "clients.json",
            json.dumps({"client": [{**FULL, "redirect_uris": ["https://a.test:port/cb"]}]}),
            "приложение 1: redirect_uris.0: не адрес возврата",
        ),
        (
            "clients.json",
            json.dumps({"client": [FULL, {**FULL, "id": "7005"}]}),
            "приложение 2: service_token: уже есть у другого приложения",
        ),
    ],
)
def test_mistake_in_the_file_stops_the_start_with_one_line(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    """Ошибка в файле клиентов останавливает запуск с одной строкой."""
    with pytest.raises(SandboxError) as refused, run_sandbox(SandboxSettings(clients=write(tmp_path, name, text))):
        pass
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_all_mistakes_of_the_file_are_told_by_line(tmp_path: Path) -> None:
    """Все ошибки файла названы со строками."""
    file = write(
        tmp_path,
        "clients.toml",
        "[[client]]\nid = 7\nnames = 'Ж'\n[[client]]\nid = '1'\nname = ''\nredirect_uris = []\n"
        "[[client]]\nid = '2'\nname = 'Ж'\nredirect_uris = ['https://j.example/']\nservice_token = '12345678'\n"
        "[[client]]\nid = '3'\nname = 'Ж'\nredirect_uris = ['https://j.example/']\nservice_token = '12345678'\n",
    )
    with pytest.raises(SandboxError) as refused, run_sandbox(SandboxSettings(clients=file)):
        pass
    assert str(refused.value).splitlines() == [
        f"{file}, строка {line}"
        for line in (
            "1: приложение 1: name: не указано",
            "1: приложение 1: redirect_uris: не указано",
            "2: приложение 1: id: нужна строка",
            "3: приложение 1: names: такого поля нет",
            "6: приложение 2: name: пусто",
            "7: приложение 2: redirect_uris: пусто",
            "17: приложение 4: service_token: уже есть у другого приложения",
        )
    ]


def test_file_that_clashes_with_the_database_changes_nothing(tmp_path: Path) -> None:
    """Файл, который противоречит базе, ничего не меняет."""
    database = str(tmp_path / "state.sqlite")
    client = '[[client]]\nid = "%s"\nname = "Журнал"\nredirect_uris = ["https://j.example/"]\n'
    token = 'service_token = "12345678"\n'
    with run_sandbox(
        SandboxSettings(database=database, clients=write(tmp_path, "clients.toml", client % "7004" + token))
    ):
        pass
    clashing = write(tmp_path, "clients.toml", client % "7005" + client % "7006" + token)
    with pytest.raises(SandboxError) as refused, run_sandbox(SandboxSettings(database=database, clients=clashing)):
        pass
    assert str(refused.value) == f"{clashing}: приложение 2: service_token уже есть у другого приложения"
    with run_sandbox(SandboxSettings(database=database)) as shared, shared.store.read() as session:
        assert session.get(Client, "7004")
        assert session.get(Client, "7005") is None


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_file_in_another_encoding_is_told_so(tmp_path: Path, encoding: str) -> None:
    """О файле в другой кодировке так и сказано."""
    file = tmp_path / "clients.toml"
    file.write_bytes("# Журнал".encode(encoding))
    with pytest.raises(SandboxError, match=r"это не текст в UTF-8$"), run_sandbox(SandboxSettings(clients=str(file))):
        pass


def test_missing_file_stops_the_start_with_one_line(tmp_path: Path) -> None:
    """Без файла клиентов запуск останавливается с одной строкой."""
    settings = SandboxSettings(clients=str(tmp_path / "absent.toml"))
    with (
        pytest.raises(SandboxError, match=r"absent\.toml: файл не прочитать: такого файла нет$"),
        run_sandbox(settings),
    ):
        pass


def test_command_names_the_file_and_the_mistake(tmp_path: Path) -> None:
    """Команда называет файл клиентов и ошибку в нём."""
    file = write(tmp_path, "clients.toml", "client = 5")
    ports = [f"--{site}-port=0" for site in ("journal", "vk-id", "messenger", "sferum", "control")]
    ended = CliRunner().invoke(main, [*ports, "--strict", "--clients", file])
    assert ended.exit_code == 1
    assert ended.output.startswith(f"Ошибка: {file}: нужны только приложения")
    assert ended.output.count("\n") == 1
