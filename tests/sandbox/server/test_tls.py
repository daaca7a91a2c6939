"""`--tls`: the same sandbox over HTTPS, for clients whose requests nobody can intercept."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from automation.factories import generate_phone
from automation.http_login import ClientApp, LoginAttempt, complete_login, phone_and_code
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.errors import SandboxError
from mock_server.http import certificates
from mock_server.server import run_sandbox
from mock_server.settings import SandboxSettings

REDIRECT_URI = "http://127.0.0.1:1/callback"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tls") / "certificates"


@pytest.fixture(scope="module")
def secure(folder: Path) -> Iterator[Sandbox]:
    with run_sandbox(SandboxSettings(tls=str(folder))) as shared:
        yield shared


@pytest.fixture
def client(folder: Path, secure: Sandbox) -> Iterator[httpx.Client]:
    """A client that trusts the generated authority and nobody else."""
    trusted = ssl.create_default_context(cafile=folder / certificates.AUTHORITY)
    with httpx.Client(verify=trusted, trust_env=False, timeout=30) as http:
        yield http


def test_login_to_the_person_s_data(
    folder: Path, secure: Sandbox, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """По TLS проходит путь от входа до данных человека."""
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / certificates.AUTHORITY))
    sandbox, phone = SandboxClient(secure.addresses.control), generate_phone()
    (profile_id,) = sandbox.create_account(phone, profiles=[{"last_name": "Орлова", "first_name": "Анна"}])
    app = ClientApp(sandbox.addresses["vk_id"], sandbox.create_client(REDIRECT_URI).id, REDIRECT_URI)
    assert app.vk_id.startswith("https://127.0.0.1:")
    attempt = LoginAttempt(app)
    typed = phone_and_code(phone, lambda whose: sandbox.read_codes(whose)[-1].code)
    returned = complete_login(client, attempt.url(), REDIRECT_URI, typed)
    tokens = attempt.redeem(client, returned).json()
    assert tokens["user_id"] == profile_id
    form = {"client_id": app.client_id, "access_token": tokens["access_token"]}
    answer = client.post(f"{app.vk_id}/oauth2/user_info", data=form).json()
    assert answer["user"]["user_id"] == str(profile_id)
    sandbox.close()


def test_client_that_does_not_trust_the_authority_gets_nothing(secure: Sandbox) -> None:
    """Клиент, который не доверяет центру, ничего не получит."""
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(secure.addresses.vk_id, trust_env=False)


@pytest.mark.parametrize("host", ["id.vk.ru", "api.vk.com", "vk.ru", "localhost"])
def test_certificate_is_for_the_hosts_of_vk_too(folder: Path, secure: Sandbox, client: httpx.Client, host: str) -> None:
    """Сертификат выдан и на узлы VK."""
    answer = client.get(f"{secure.addresses.vk_id}/domain.txt", extensions={"sni_hostname": host})
    assert answer.text == "vk.ru"


def test_plain_http_is_not_answered(secure: Sandbox) -> None:
    """На обычный HTTP сайт с TLS не отвечает."""
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(secure.addresses.vk_id.replace("https:", "http:"), trust_env=False)


def test_a_large_answer_comes_whole(secure: Sandbox, client: httpx.Client) -> None:
    """Большой ответ по TLS приходит целиком."""
    font = "static/fonts/inter-cyrillic-wght-normal.woff2"
    assert len(client.get(f"{secure.addresses.vk_id}/{font}").content) > 10_000


def test_the_authority_is_kept(tmp_path: Path) -> None:
    """Центр сертификатов сохраняется между запусками."""
    first = certificates.issue_certificate(tmp_path, "127.0.0.1").read_bytes()
    authority = (tmp_path / certificates.AUTHORITY).read_bytes()
    assert certificates.issue_certificate(tmp_path, "127.0.0.1").read_bytes() != first
    assert (tmp_path / certificates.AUTHORITY).read_bytes() == authority
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()}["ca.key"] == "0o600"


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [(certificates.KEY, "ca.key — не ключ песочницы"), (certificates.AUTHORITY, "ca.pem — не сертификат песочницы")],
)
def test_folder_with_files_that_are_not_ours_is_refused_in_a_line(tmp_path: Path, spoilt: str, reason: str) -> None:
    """О папке с чужими файлами сказано одной строкой."""
    certificates.issue_certificate(tmp_path, "127.0.0.1")
    (tmp_path / spoilt).write_text("nonsense", encoding="utf-8")
    with pytest.raises(SandboxError) as refused, run_sandbox(SandboxSettings(tls=str(tmp_path))):
        pass
    assert str(refused.value) == f"--tls {tmp_path}: {reason}; укажите другую папку"


def test_folder_that_cannot_be_made_is_refused_in_a_line(tmp_path: Path) -> None:
    """Об отказе создать папку сертификатов сказано одной строкой."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with (
        pytest.raises(SandboxError, match="--tls"),
        run_sandbox(SandboxSettings(tls=str(tmp_path / "file" / "folder"))),
    ):
        pass
