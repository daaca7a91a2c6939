"""The gate: what no view expects is refused by each of the five sites in its own manner, and is in the record."""

import base64
import itertools
import json
import secrets
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from automation.factories import People
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.http import gate
from tests.http_teacher import HttpTeacher

SITES = ("journal", "vk_id", "messenger", "sferum", "control")
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PARTS = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=30) as client:
        yield client


def part(name: str, value: str) -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(size // 65_536 + 1):
        yield b"a" * 65_536


def expect_own_manner(answer: httpx.Response, site: str) -> None:
    """An error page for people, an error in JSON for programs, with all headers of the site and no traceback."""
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Traceback" not in answer.text
    if site == "control":
        assert sorted(answer.json()) == ["error", "error_description"]
    else:
        assert f"Ошибка {answer.status_code}." in answer.text


def sites(shared: Sandbox) -> list[tuple[str, str]]:
    """The five sites, each with its address."""
    return [(site, getattr(shared.addresses, site)) for site in SITES]


_markers = itertools.count()


def new_marker() -> str:
    """A segment of a path that no other test asks for, and that does not look like a secret."""
    return f"marker-{next(_markers)}-times"


def kept(sandbox: SandboxClient, marker: str) -> list[dict[str, Any]]:
    """The record of the refused requests whose path holds the marker: one for each site, in their order."""
    records = [record for record in sandbox.list_refused_requests() if marker in record["path"]]
    assert [record["site"] for record in records] == list(SITES)
    return records


BASIC = {"Authorization": f"Basic {base64.b64encode(b'51000001:' + bytes(1)).decode()}"}

BEYOND = "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"

UNREADABLE: dict[str, tuple[str, dict[str, Any], bytes, str]] = {
    "JSON: lone surrogate": ("", JSON, b'{"code": "\\ud800"}', "lone surrogate"),
    "JSON: lone surrogate in a name": ("", JSON, b'{"\\udfff": 1}', "lone surrogate"),
    "JSON: lone surrogate alone": ("", JSON, b'"\\ud800"', "lone surrogate"),
    "JSON: of another media type": ("", {"Content-Type": "application/scim+json"}, b'"\\ud800"', "lone surrogate"),
    "JSON: NUL": ("", JSON, b'[[{"a": ["\\u0000"]}]]', "NUL"),
    "JSON: 65 deep": ("", JSON, b"[" * 65 + b"]" * 65, "deeper"),
    "JSON: 1,000 deep": ("", JSON, b'{"a":' * 1000 + b"1" + b"}" * 1000, "deeper"),
    "JSON: 100,000 deep": ("", JSON, b"[" * 100_000, "deeper"),
    "JSON: a number of 5,000 digits": ("", JSON, b"1" * 5000, "the body"),
    "JSON: malformed": ("", JSON, b"{", "the body"),
    "JSON: not UTF-8": ("", JSON, b'{"a": "\xff"}', "UTF-8"),
    "JSON: a surrogate's bytes": ("", JSON, b'"\xed\xa0\x80"', "UTF-8"),
    "JSON: UTF-16": ("", JSON, '{"a": 1}'.encode("utf-16"), "UTF-8"),
    "form: NUL": ("", FORM, b"code=%00", "code holds a NUL"),
    "form: NUL in a name": ("", FORM, b"a%00b=1", "a?b holds a NUL"),
    "form: windows-1251": ("", FORM, b"login=%CE%F0%EB%EE%E2", "UTF-8"),
    "form: raw bytes": ("", FORM, b"login=\xff", "UTF-8"),
    "form: 1,001 fields": ("", FORM, b"a" + b"&a" * 1000, "1000 fields"),
    "multipart: NUL": ("", PARTS, part("code", "\0") + b"--x--\r\n", "code holds a NUL"),
    "query: NUL": ("?a=%00", {}, b"", "a holds a NUL"),
    "query: NUL in a name": ("?%00", {}, b"", "? holds a NUL"),
    "query: not UTF-8": ("?a=%ED%A0%80", {}, b"", "UTF-8"),
    "query: 1,001 fields": ("?a" + "&a" * 1000, {}, b"", "1000 fields"),
    "path: NUL": ("%00", {}, b"", "control character"),
    "path: line break": ("%0A/x", {}, b"", "control character"),
    "path: DEL": ("%7F", {}, b"", "control character"),
    "path: not UTF-8": ("%FF", {}, b"", "UTF-8"),
    "path: a surrogate's bytes": ("%ED%A0%80", {}, b"", "UTF-8"),
    "cookie: NUL": ("", {"Cookie": 'a="\\000"'}, b"", "a holds a NUL"),
    "header: a year beyond calendars": ("", {"If-Modified-Since": BEYOND}, b"", "If-Modified-Since is malformed"),
    "Basic: NUL": ("", BASIC, b"", "Authorization holds a NUL"),
    "Basic: raw bytes": ("", {"Authorization": b"Basic \xff\xfe"}, b"", "Authorization is malformed"),
    "Basic: Cyrillic": ("", {"Authorization": "Basic Орлова".encode()}, b"", "Authorization is malformed"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable_request_is_refused_and_recorded(
    http: httpx.Client, sandbox: SandboxClient, own_sandbox: Sandbox, case: str
) -> None:
    """Нечитаемый запрос отклонён и записан."""
    rest, headers, content, reason = UNREADABLE[case]
    marker = new_marker()
    for site, address in sites(own_sandbox):
        answer = http.post(f"{address}/{marker}{rest}", headers=headers, content=content)
        assert answer.status_code == 400
        expect_own_manner(answer, site)
    for record in kept(sandbox, marker):
        assert (record["method"], record["status"]) == ("POST", 400)
        assert reason in record["notes"][0]


READ_LATE: dict[str, tuple[str, ...]] = {
    "Authorization": ("", "Basic ", "Bearer ", 'Digest a="'),
    "Cookie": ("", "journal_session=", 'a="\\'),
    "Content-Type": ("", "multipart/form-data; boundary=", "text/plain; charset*=", "a/b; a*0*="),
    "Range": ("", "bytes=", "bytes=0-"),
    "If-None-Match": ("", 'W/"'),
    **dict.fromkeys(("If-Match", "If-Range", "If-Modified-Since", "If-Unmodified-Since", "Date"), ("",)),
    **dict.fromkeys(("Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control"), ("",)),
    **dict.fromkeys(("Content-Length", "Host", "Origin", "Referer", "Sec-Fetch-Site", "Max-Forwards"), ("",)),
}
"""Headers that are parsed only once somebody asks for them, and what the odd bytes stand after."""
ODD_VALUES = (b"", b"\xff\xfe", "Орлова".encode(), b"9" * 5000, b"=,;" * 100, b"%ff''%ff", b"a..b", b"Mon, 99 Jan 0000")


@pytest.mark.parametrize("header", READ_LATE)
def test_no_odd_header_breaks_a_site(own_sandbox: Sandbox, header: str) -> None:
    """Никакой странный заголовок не ломает сайт."""
    for (site, address), times in itertools.product(sites(own_sandbox), (1, 2)):
        for before, odd in itertools.product(READ_LATE[header], ODD_VALUES):
            lines = b"%s: %s%s\r\n" % (header.encode(), before.encode(), odd) * times
            host = b"" if header == "Host" else b"Host: localhost\r\n"
            for path in (b"/static/base.css", b"/api/organizations/5/people/1"):
                status = status_of(address, b"GET %s HTTP/1.1\r\n%s%s" % (path, host, lines))
                assert status < 500, (site, path, lines[:100])


def status_of(address: str, head: bytes) -> int:
    url = urlsplit(address)
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(head + b"Connection: close\r\n\r\n")
        return int(connection.recv(4096).split()[1])


ODD: dict[str, tuple[str, dict[str, str], bytes]] = {
    "path: malformed encoding": ("%zz%", {}, b""),
    "query: malformed encoding": ("?a=%zz&b=100%&=&&", {}, b""),
    "query: 60,000 bytes": ("?" + "a" * 60_000, {}, b""),
    "query: 1,000 fields": ("?a" + "&a" * 999, {}, b""),
    "form: 1,000 fields": ("", FORM, b"a" + b"&a" * 999),
    "JSON: empty": ("", JSON, b""),
    "JSON: 64 deep": ("", JSON, b"[" * 64 + b"]" * 64),
    "JSON: large numbers": ("", JSON, b'{"id": 9223372036854775808, "exp": 1e999, "nan": NaN}'),
    "JSON: charset": ("", {"Content-Type": "application/json; charset=nonsense"}, b"{}"),
    "form: large number": ("", FORM, b"profile_id=9223372036854775808&%zz"),
    "form: 5,000 digits": ("", FORM, b"a=" + b"9" * 5000),
    "form: charset": ("", {"Content-Type": "application/x-www-form-urlencoded; charset=utf-7"}, b"a=1"),
    "multipart: no boundary": ("", {"Content-Type": "multipart/form-data"}, b"--x"),
    "multipart: malformed part": ("", PARTS, b"--x\r\nContent-Disposition: nonsense\r\n\r\n"),
    "headers: malformed": ("", {"Authorization": "Basic /w==", "Cookie": "=;;", "Content-Type": "/;"}, b"a"),
}


@pytest.mark.parametrize("case", ODD)
def test_odd_request_that_can_be_read_comes_to_the_site(http: httpx.Client, own_sandbox: Sandbox, case: str) -> None:
    """Странный, но читаемый запрос доходит до сайта."""
    rest, headers, content = ODD[case]
    for site, address in sites(own_sandbox):
        answer = http.post(f"{address}/{new_marker()}{rest}", headers=headers, content=content)
        assert answer.status_code == 404
        expect_own_manner(answer, site)


@pytest.mark.parametrize("chunked", [False, True])
def test_body_beyond_the_limit_is_refused(
    http: httpx.Client, sandbox: SandboxClient, own_sandbox: Sandbox, chunked: bool
) -> None:
    """Тело сверх предела отклонено."""
    marker = new_marker()
    for site, address in sites(own_sandbox):
        limit = gate.MAX_BODY_BYTES_OF_SITE.get(site, gate.MAX_BODY_BYTES)
        answer = http.post(f"{address}/{marker}", content=chunks(limit) if chunked else b"a" * (limit + 1))
        assert answer.status_code == 413
        expect_own_manner(answer, site)
        assert http.post(f"{address}/{marker}", content=b"a" * gate.MAX_BODY_BYTES).status_code == 404
    assert [record["status"] for record in kept(sandbox, marker)] == [413] * 5


def test_form_of_more_parts_than_any_form_here_is_refused(
    http: httpx.Client, sandbox: SandboxClient, own_sandbox: Sandbox
) -> None:
    """Форма, у которой слишком много частей, отклонена."""
    marker, content = new_marker(), part("a", "1") * 1001 + b"--x--\r\n"
    for site, address in sites(own_sandbox):
        answer = http.post(f"{address}/{marker}", headers=PARTS, content=content)
        assert answer.status_code == 413
        expect_own_manner(answer, site)
    assert [record["status"] for record in kept(sandbox, marker)] == [413] * 5


def ask(address: str, head: bytes) -> httpx.Response:
    """What the site answers to these very bytes."""
    url = urlsplit(address)
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall(head)
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    top, _, body = received.partition(b"\r\n\r\n")
    first, *lines = top.decode().split("\r\n")
    headers = [(name, value) for name, _, value in (line.partition(": ") for line in lines)]
    return httpx.Response(int(first.split()[1]), headers=headers, content=body)


GET, POST = (b"%s / HTTP/1.1\r\nHost: localhost\r\n" % method for method in (b"GET", b"POST"))
NO_HTTP: dict[str, tuple[bytes, int]] = {
    "request line": (b"nonsense\r\n\r\n", 400),
    "header without a colon": (GET + b"no colon\r\n\r\n", 400),
    "NUL in a header": (GET + b"X: \0\r\n\r\n", 400),
    "over-long header": (GET + b"X: " + b"a" * 300_000 + b"\r\n\r\n", 431),
    "over-long address": (b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 431),
    "malformed URL": (b"GET http://[ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "length in words": (POST + b"Content-Length: five\r\n\r\n", 400),
    "length below 0": (POST + b"Content-Length: -1\r\n\r\n", 400),
    "two lengths": (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "length of 5,000 digits": (POST + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
    "length of 100 GB": (POST + b"Content-Length: 99999999999\r\n\r\n", 413),
    "malformed chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400),
    "unknown coding": (POST + b"Transfer-Encoding: gzip\r\n\r\n", 501),
}


@pytest.mark.parametrize("case", NO_HTTP)
def test_request_that_is_no_http_is_refused_by_the_site(own_sandbox: Sandbox, case: str) -> None:
    """Запрос не по HTTP сайт отклоняет."""
    head, status = NO_HTTP[case]
    before = len(own_sandbox.requests.find_by_note((gate.REFUSED,)))
    for site, address in sites(own_sandbox):
        answer = ask(address, head)
        assert answer.status_code == status
        expect_own_manner(answer, site)
        assert answer.headers["Connection"] == "close"
    records = own_sandbox.requests.find_by_note((gate.REFUSED,))[before:]
    assert [(record["site"], record["status"]) for record in records] == [(site, status) for site in SITES]


LONG = "9" * 5000


@pytest.mark.parametrize(
    ("site", "method", "path", "status"),
    [
        ("messenger", "GET", f"/chats/{2**63}", 404),
        ("messenger", "GET", f"/chats/{LONG}", 404),
        ("messenger", "POST", f"/chats/{LONG}/members", 404),
        ("sferum", "GET", f"/organizations/{2**63}", 404),
        ("sferum", "GET", f"/organizations/{LONG}", 404),
        ("sferum", "PUT", f"/api/organizations/{2**63}/people/1", 422),
        ("sferum", "PUT", f"/api/organizations/{LONG}/people/1", 404),
        ("control", "GET", f"/organizations/{2**63}", 422),
        ("control", "GET", f"/organizations/{LONG}", 404),
        ("control", "DELETE", f"/faults/{LONG}", 404),
        ("control", "GET", f"/people/{LONG}", 422),
    ],
    ids=lambda value: str(value)[:40],
)
def test_number_too_large_for_a_path_is_nowhere(
    http: httpx.Client, own_sandbox: Sandbox, site: str, method: str, path: str, status: int
) -> None:
    """Слишком большое число в адресе никуда не ведёт."""
    answer = http.request(method, getattr(own_sandbox.addresses, site) + path, json={"role": "teacher"})
    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("number", [2**53 + 1, 2**63, LONG], ids=["2**53", "2**63", "5,000 digits"])
def test_number_too_large_for_a_form_is_nobody_s(people: People, sandbox: SandboxClient, number: int | str) -> None:
    """Слишком большое число в форме никому не принадлежит."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
        for site, path, field, status in (
            ("messenger", "/settings/account/profile", "profile_id", 404),
            ("messenger", "/dialogs", "user_id", 422),
        ):
            http_teacher.http.get(sandbox.addresses[site])  # signs in
            answer = http_teacher.http.post(f"{sandbox.addresses[site]}{path}", data={field: str(number)})
            assert answer.status_code == status, path
        http_teacher.http.get(f"{sandbox.addresses['sferum']}/profile")
        answer = http_teacher.http.get(
            f"{sandbox.addresses['sferum']}/applications/new", params={"organization_id": number}
        )
        assert answer.status_code == 422


def test_roster_of_5000_teachers_with_the_longest_names_fits() -> None:
    """Список из 5000 учителей с самыми длинными именами принят."""
    names = ("last_name", "first_name", "patronymic", "login", "password")
    teacher = {**dict.fromkeys(names, "Ж" * 200), "phone": "+79000000000", "classes": ["11А"] * 20}
    assert (
        len(json.dumps({"organization_id": 2**53, "teachers": [teacher] * 5000}))
        < gate.MAX_BODY_BYTES_OF_SITE["control"]
    )


def test_refused_request_of_a_person_is_in_the_record_of_that_person(people: People, sandbox: SandboxClient) -> None:
    """Отклонённый запрос человека есть в записи его запросов."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        screen = http_teacher.send_code()
        for url in (
            f"{sandbox.addresses['journal']}/office/messenger/unlink",
            str(screen.url),
            f"{sandbox.control}/people/{teacher.phone}/codes/take",
        ):
            assert http_teacher.http.post(url, data={"code": "\0"}).status_code == 400
    refused = [record for record in sandbox.list_requests(teacher.phone) if record["status"] == 400]
    assert [record["operation"] for record in refused] == ["unlink", "submit_code", "take_codes"]
    assert refused[0]["organization_id"] == teacher.organization_id
    assert [record["form"] for record in refused] == [{}] * 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/oauth2/auth", {"error": "invalid_request", "error_description": "code holds a NUL or a lone surrogate"}),
        (
            "/method/auth.exchangeSilentAuthToken",
            {
                "error": {
                    "error_code": 100,
                    "error_msg": "code holds a NUL or a lone surrogate",
                    "request_params": [],
                }
            },
        ),
    ],
)
def test_vk_id_refuses_a_client_as_clients_expect(
    http: httpx.Client, own_sandbox: Sandbox, path: str, body: dict[str, Any]
) -> None:
    """VK ID отказывает клиенту так, как клиенты ожидают."""
    answer = http.post(own_sandbox.addresses.vk_id + path, data={"code": "\0"})
    assert (answer.status_code, answer.json()) == (400, body)


def test_sferum_refuses_a_journal_as_journals_expect(http: httpx.Client, own_sandbox: Sandbox) -> None:
    """Сферум отказывает журналу так, как журналы ожидают."""
    answer = http.put(f"{own_sandbox.addresses.sferum}/api/organizations/1/people/1", content=b"{", headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (400, "bad_request")


def test_refusal_and_failure_of_a_static_file_are_recorded(
    http: httpx.Client, sandbox: SandboxClient, own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Отказ и сбой при выдаче файла записаны."""
    marker = new_marker()
    url = f"{own_sandbox.addresses.journal}/static/{marker}"
    assert http.get(url, headers={"Host": "evil.example"}).status_code == 421
    assert http.get(url, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert http.get(url).status_code == 404

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(gate, "check", fail)
    assert http.get(url).status_code == 500
    monkeypatch.undo()
    records = [record for record in sandbox.list_refused_requests() if marker in record["path"]]
    assert [record["status"] for record in records] == [421, 403, 500]


def test_exception_that_nobody_expected_is_told_to_the_log_and_nobody_else(
    http: httpx.Client,
    sandbox: SandboxClient,
    own_sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """О неожиданном сбое знает журнал сервера и больше никто."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("shown to nobody")

    marker = new_marker()
    for site, address in sites(own_sandbox):
        caplog.clear()
        with monkeypatch.context() as broken:
            broken.setattr(gate, "check", fail)
            answer = http.get(f"{address}/{marker}")
        assert answer.status_code == 500
        expect_own_manner(answer, site)
        assert "ZeroDivisionError" not in answer.text
        assert "shown to nobody" not in answer.text
        assert "ZeroDivisionError: shown to nobody" in caplog.text
    assert [record["notes"] for record in kept(sandbox, marker)] == [["failed: ZeroDivisionError"]] * 5


def test_exception_before_the_address_is_understood_is_recorded_too(
    http: httpx.Client, own_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Сбой до разбора адреса тоже записан."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    path = f"/organizations/{secrets.randbelow(10**12)}"
    monkeypatch.setattr(gate.ShortIntegerConverter, "to_python", fail)
    answer = http.get(f"{own_sandbox.addresses.sferum}{path}")
    assert answer.status_code == 500
    expect_own_manner(answer, "sferum")
    (failure,) = [record for record in own_sandbox.requests.find_by_note((gate.FAILED,)) if record["path"] == path]
    assert failure["status"] == 500
