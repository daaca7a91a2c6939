"""What a target file says of a stand, and what the browser and our own requests are told of it."""

import ssl
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from automation.browsers import NetworkRules
from automation.certificates import create_trusting_context, hash_public_key, read_certificates
from automation.stand import build_context_options, build_network_rules, open_stand_client
from automation.stand_table import StandTable
from automation.target import TargetError, TargetFile, read_target
from mock_server.http.certificates import AUTHORITY, SERVER, issue_certificate

JOURNAL = 'journal = "https://дневник.рф:8443"\napi = ["https://api.diary.example"]\n'
BASIC = '[stand]\nbasic_user = "stand"\nbasic_password_variable = "STAND_PASSWORD"\n'
ReadTarget = Callable[[str], TargetFile]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ReadTarget:
    """Reads a target file with this text, beside which are the certificates of a stand."""
    monkeypatch.setenv("STAND_PASSWORD", "hidden-word")
    issue_certificate(tmp_path, "diary.school.test")
    (tmp_path / "text.pem").write_text("no certificate")

    def read(text: str) -> TargetFile:
        file = tmp_path / "target.toml"
        file.write_text(text, encoding="utf-8")
        return read_target(file)

    return read


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[stand]\ncertificate = "none.pem"', "строка 2: stand.certificate: файл none.pem не прочитать: такого файла"),
        ('[stand]\ncertificate = "text.pem"', "stand.certificate: в файле text.pem нет сертификата в виде PEM"),
        ('[stand]\ncertificate = " "', "stand.certificate: текст не может быть пустым"),
        ('[stand]\nbasic_user = "stand"', "stand.basic_password_variable: ключа нет, а с basic_user он обязателен"),
        ('[stand]\nbasic_password_variable = "STAND_PASSWORD"', "stand.basic_user: ключа нет"),
        ('[stand]\nbasic_user = "a"\nbasic_password_variable = "NOBODY"', "переменная окружения NOBODY не задана"),
        ('[stand.hosts]\n"http://h" = "127.0.0.1"', "нужно имя узла без схемы и порта, вида diary.school.test"),
        ('[stand.hosts]\n"h" = "localhost"', "stand.hosts.h: нужен адрес IP, вида 127.0.0.1"),
        ('[stand]\ncertficate = "x"', "stand.certficate: такого ключа нет; возможно, certificate"),
        ('api = ["api.example"]', "api.0: нужен адрес без пути"),
    ],
)  # fmt: skip
def test_mistake_is_named(read: ReadTarget, text: str, complaint: str) -> None:
    with pytest.raises(TargetError) as refused:
        read(text)
    assert complaint in str(refused.value)


def test_origins_are_those_of_the_journal(read: ReadTarget) -> None:
    file = read(f'{JOURNAL}[client]\nid = "1"\ncallback = "https://Auth.diary.example:443/return"\n')
    journal = "https://xn--b1addnkoc.xn--p1ai:8443"
    assert file.origins == (journal, "https://api.diary.example", "https://auth.diary.example")
    assert TargetFile().origins == ()
    assert read(f'{JOURNAL}sign_in_path = "/diary/"').sign_in_address == "https://дневник.рф:8443/diary/"


def test_address_behind_the_bridge_is_the_served_one(read: ReadTarget) -> None:
    file = read(f'{JOURNAL}[bridge]\n"https://ДНЕВНИК.рф:8443" = "http://127.0.0.1:8011"')
    assert file.resolve_address("https://дневник.рф:8443/вход") == "http://127.0.0.1:8011/%D0%B2%D1%85%D0%BE%D0%B4"
    assert file.resolve_address("https://other.example/") == "https://other.example/"


def test_browser_is_told_names_and_keys(read: ReadTarget) -> None:
    text = f'[stand]\ncertificate = "{AUTHORITY}"\n[stand.hosts]\n"дневник.рф" = "127.0.0.1"\n"v6.test" = "0::1"\n'
    rules = build_network_rules(read(text))  # without a journal nobody is asked for a certificate
    assert rules.hosts == {"xn--b1addnkoc.xn--p1ai": "127.0.0.1", "v6.test": "::1"}
    hosts, keys = rules.build_switches()
    assert hosts.endswith("MAP xn--b1addnkoc.xn--p1ai 127.0.0.1, MAP v6.test [::1]")
    assert keys == f"--ignore-certificate-errors-spki-list={rules.trusted_keys[0]}"


def test_browser_of_no_stand_trusts_nobody_more() -> None:
    (hosts,) = NetworkRules().build_switches()
    assert hosts.startswith("--host-resolver-rules=MAP ")
    assert hosts.count("~NOTFOUND") == hosts.count("MAP")


def test_only_the_certificates_of_the_file_are_trusted(tmp_path: Path) -> None:
    issue_certificate(tmp_path, "diary.school.test")
    usual, stand = create_trusting_context(None), create_trusting_context(tmp_path / AUTHORITY)
    der = ssl.PEM_cert_to_DER_cert((tmp_path / AUTHORITY).read_text())
    assert der in stand.get_ca_certs(binary_form=True)
    assert der not in usual.get_ca_certs(binary_form=True)
    for context in (usual, stand):
        assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    keys = [hash_public_key(read_certificates(tmp_path / name)[0]) for name in (AUTHORITY, SERVER)]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("https://xn--b1addnkoc.xn--p1ai:8443/unlink", True),
        ("https://api.diary.example/", True),
        ("https://дневник.рф/", False),
        ("http://127.0.0.1:5002/", False),
    ],
)
def test_password_goes_to_the_journal_alone(read: ReadTarget, address: str, sent: bool) -> None:
    with open_stand_client(read(JOURNAL + BASIC), address, timeout_s=1) as http:
        assert isinstance(http.auth, httpx.BasicAuth) is sent


def test_browser_gives_the_password_to_the_journal_alone(read: ReadTarget) -> None:
    options = build_context_options(read(JOURNAL + BASIC))
    credentials = {"username": "stand", "password": "hidden-word", "origin": "https://xn--b1addnkoc.xn--p1ai:8443"}
    assert options == {"proxy": None, "http_credentials": credentials}
    assert build_context_options(read(JOURNAL))["http_credentials"] is None


def test_password_is_a_secret_as_it_is_sent(read: ReadTarget) -> None:
    assert read(JOURNAL + BASIC).stand.list_secrets() == {"hidden-word", "c3RhbmQ6aGlkZGVuLXdvcmQ="}
    assert StandTable().list_secrets() == set()
