"""Random requests to the five sites: no 5xx, no traceback, no foreign address; a refused request changes nothing."""

import base64
import contextlib
import html
import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

import mock_server
from automation.factories import People
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.server import SITES, _create_sites, run_sandbox
from mock_server.settings import SandboxSettings
from tests.http_teacher import HttpTeacher
from tests.oauth_user import OAuthUser

REAL_FIELDS = (
    *("Authorization", "access_token", "classes", "client_id", "code", "code_challenge", "code_challenge_method"),
    *(
        "grant_type",
        "id_token",
        "organization_id",
        "person_id",
        "phone",
        "redirect_uri",
        "refresh_token",
        "response_type",
        "role",
        "v",
    ),
)
"""Fields for which random requests get real values, all or some of them, to pass the first check.

Not `code_verifier` and `device_id`: with them a code or a refresh token would be used, and using it once more is
refused and yet, by the specification, ends the tokens of its login.
"""


def real_values(shared: Sandbox, site: str) -> dict[str, Any]:
    """Returns what a person and an application really have; the control API asks for nothing of a login."""
    sandbox = SandboxClient(shared.addresses.control)
    oauth_user = OAuthUser(sandbox)
    app = oauth_user.create_app()
    values: dict[str, Any] = {
        "classes": [],
        "client_id": app.client_id,
        "code_challenge": "a" * 43,
        "code_challenge_method": "s256",
        "grant_type": "authorization_code",
        "organization_id": sandbox.create_organization("Школа"),
        "phone": oauth_user.phone,
        "redirect_uri": app.redirect_uri,
        "response_type": "code",
        "role": "teacher",
        "v": "5.241",
    }
    if site != "control":
        tokens = oauth_user.get_tokens(app)
        _, returned = oauth_user.sign_in(app)
        values |= {name: tokens[name] for name in ("access_token", "refresh_token", "id_token")}
        values |= {"Authorization": f"Bearer {tokens['access_token']}", "code": returned.params["code"]}
    if site == "journal":
        names = dict.fromkeys(("last_name", "first_name", "password"), "Учитель")
        sandbox.create_roster(
            values["organization_id"], [{**names, "login": oauth_user.phone, "phone": oauth_user.phone}]
        )
        token = sandbox.create_journal_token(oauth_user.phone)
        values |= {"Authorization": f"Bearer {token.token}", "person_id": token.person_id}
    oauth_user.http.close()
    sandbox.close()
    return values


def commits(database: sqlite3.Connection) -> int:
    """Returns a number that changes when another connection has changed the database."""
    return int(database.execute("PRAGMA data_version").fetchone()[0])


def fill_in(case: Any, values: dict[str, Any]) -> None:
    """Gives the fields of a random request their real values, and never lets it wait for a code."""
    for part in (case.path_parameters, case.query, case.body, case.headers):
        if isinstance(part, dict):
            part.update({name: values[name] for name in part.keys() & values.keys()})
    case.query.pop("wait_s", None)


@pytest.mark.parametrize("site", ["control", "journal", "sferum", "vk_id"])
def test_no_request_breaks_an_api(tmp_path: Path, site: str, pytestconfig: pytest.Config) -> None:
    """Никакой случайный запрос не ломает API."""
    import schemathesis  # it takes most of a second: only a run of this test waits for it
    from schemathesis import GenerationMode

    extent = settings(
        derandomize=pytestconfig.getoption("hypothesis_seed") is None,
        database=None,
        deadline=None,
        max_examples=pytestconfig.getoption("fuzz_examples"),
        suppress_health_check=list(HealthCheck),
    )
    place = tmp_path / "state.sqlite"
    with (
        run_sandbox(SandboxSettings(database=str(place))) as shared,
        contextlib.closing(sqlite3.connect(place)) as database,
    ):
        schema = schemathesis.openapi.from_url(f"{getattr(shared.addresses, site)}/openapi/openapi.json")
        seen = set()

        def send(case: Any, values: dict[str, Any]) -> None:
            fill_in(case, values)
            if "Authorization" in values and site in ("journal", "sferum"):
                case.headers["Authorization"] = values["Authorization"]
            before = commits(database)
            answer = case.call(allow_redirects=False)
            seen.add(answer.status_code)
            assert answer.status_code < 500, case.as_curl_command()
            assert "Traceback" not in answer.text
            assert answer.status_code < 400 or commits(database) == before, case.as_curl_command()
            if case.path == "/faults" and answer.status_code == 201:
                shared.faults.remove(answer.json()["id"])  # or it would apply to the next request

        def fuzz(operation: Any) -> None:
            values = real_values(shared, site)
            cases = st.one_of([operation.as_strategy(mode) for mode in GenerationMode])

            @extent
            @given(case=cases, random=st.sets(st.sampled_from(REAL_FIELDS)))
            def send_all(case: Any, random: set[str]) -> None:
                send(case, {name: values[name] for name in values.keys() - random})

            send_all()

        for operation in schema.get_all_operations():
            fuzz(operation.ok())  # type: ignore[union-attr]  # a description that is broken fails here
    assert min(seen) < 400 <= max(seen), "some requests must be accepted, and some refused"


SPOILT = [
    str(2**63),
    "/\t/evil.example",
    "9" * 5000,
    "\0",
    "-1",
    base64.b64encode(b"/\t/evil.example").decode(),
    "\u0661\u0662",  # digits of another script
    "\u00b2",
    "//evil.example",
    "\r\n",
    "\U0001f600" * 500,
    "/\\evil.example",
    "",
]
SPOILT_JSON = ['"\\ud800"', "[" * 20_000, str(2**63), "9" * 5000, '"\\u0000"', "NaN", "[[], {}, null]", "true", '""']
FIELD = re.compile(r'\b(args|form|asked|params|read_text)(?:\.get(?:list)?\(|\[|\()"(\w+)"')
LINK = re.compile(r'(?:href|action)="([^"]*)"')
ENDS_THE_SESSION = ("sign_out", "forget_person", "remove_client")


@cache
def fields(*kinds: str) -> list[str]:
    """The names that the code of the sites looks for in `args`, in a `form` or in either (`asked`, `params`)."""
    folder = Path(mock_server.__file__).parent
    pairs = (pair for file in folder.rglob("*.py") for pair in FIELD.findall(file.read_text(encoding="utf-8")))
    return sorted({name for kind, name in pairs if kind in kinds})


def spoilt_requests(rule: Rule, real: dict[str, str], number: int, examples: int) -> Iterator[dict[str, Any]]:
    """Yields requests to an address: each value in all fields, then in the path; the next address starts further on."""
    path = re.sub(r"<(?:[^>]+:)?(\w+)>", lambda name: real.get(name[1], "1"), rule.rule)
    method = max((rule.methods or set()) - {"HEAD", "OPTIONS"})
    names = fields("args", "form", "asked", "params", "read_text")
    for value in (SPOILT * 2)[number % len(SPOILT) :][: min(examples // 3, len(SPOILT))]:
        form, arguments = dict.fromkeys(names, value), fields("args")
        size = 8 if len(quote(value)) > 1000 else len(arguments)  # httpx sends no query of more than 64 KiB
        for start in range(0, len(arguments), size):
            query = dict.fromkeys(arguments[start : start + size], value)
            yield {"method": method, "url": path, "params": query, "data": form}
        if path != rule.rule:
            yield {"method": method, "url": re.sub("<[^>]+>", quote(value, safe="") or "%20", rule.rule)}
    for value in (SPOILT_JSON * 2)[number % len(SPOILT_JSON) :][: min(examples // 3, len(SPOILT_JSON))]:
        body = ",".join(f'"{name}":{value}' for name in names)
        yield {"method": method, "url": path, "content": f"{{{body}}}", "headers": {"Content-Type": "application/json"}}


def hosts_led_to(answer: httpx.Response) -> set[str]:
    """Returns where the answer sends a browser, which drops tabs and line breaks and reads a backslash as a slash."""
    links = [html.unescape(link) for link in LINK.findall(answer.text)] + [answer.headers.get("location", "")]
    clean = (re.sub(r"[\t\r\n]", "", link).replace("\\", "/") for link in links)
    return {urlsplit(urljoin(str(answer.url), link)).hostname or "" for link in clean}


@pytest.mark.parametrize("site", SITES)
def test_no_spoilt_value_breaks_a_site(
    people: People, sandbox: SandboxClient, own_sandbox: Sandbox, site: str, pytestconfig: pytest.Config
) -> None:
    """Никакое испорченное значение не ломает сайт.

    Every address of the five sites, asked by a person who is signed in to all of them.
    """
    teacher = people.create_teacher()
    assert {"profile_id", "then", "back", "login", "organization_id", "action", "redirect_uri"} <= set(
        fields("args", "form", "asked", "params")
    )
    with HttpTeacher(sandbox, teacher) as http_teacher:
        login_id = urlsplit(str(http_teacher.reach_consent().url)).path.split("/")[2]
        for signed_in, page in (("messenger", "/chats"), ("sferum", "/profile")):
            assert http_teacher.http.get(f"{sandbox.addresses[signed_in]}{page}").status_code == 200
        real = {"login_id": login_id, "phone": teacher.phone, "organization_id": str(teacher.organization_id)}
        http_teacher.http.base_url = httpx.URL(getattr(own_sandbox.addresses, site))
        http_teacher.http.headers["Sec-Fetch-Site"] = "same-origin"  # or the console would look at no form
        for number, rule in enumerate(_create_sites(own_sandbox)[site].url_map.iter_rules()):
            if rule.endpoint.rpartition(".")[2] in ENDS_THE_SESSION:
                continue
            for request in spoilt_requests(rule, real, number, pytestconfig.getoption("fuzz_examples")):
                answer = http_teacher.http.request(**request, follow_redirects=False)
                assert answer.status_code < 500, request
                assert "evil.example" not in hosts_led_to(answer), request
