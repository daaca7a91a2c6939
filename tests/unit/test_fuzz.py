"""Whatever is asked of the three described APIs: no 5xx, no traceback, and a refused request changes nothing."""

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.sandbox import SandboxClient
from mock_server.context import Sandbox
from mock_server.server import running
from mock_server.settings import Settings
from tests.unit.oauth_visitor import OAuthVisitor

KNOWN = (
    *("Authorization", "access_token", "classes", "client_id", "code", "code_challenge", "code_challenge_method"),
    *(
        "grant_type",
        "id_token",
        "organization_id",
        "phone",
        "redirect_uri",
        "refresh_token",
        "response_type",
        "role",
        "v",
    ),
)
"""What random requests get true values for, so that they come past the first check: all of them, or some.

Not `code_verifier` and `device_id`: with them a code or a refresh token would be used, and using it once more is
refused and yet, by the specification, ends the tokens of its login.
"""


def truth(shared: Sandbox, site: str) -> dict[str, Any]:
    """What a person and an application of their own really have; the control API asks for nothing of a login."""
    sandbox = SandboxClient(shared.addresses.control)
    visitor = OAuthVisitor(sandbox)
    app = visitor.app()
    known = {
        "classes": [],
        "client_id": app.client_id,
        "code_challenge": "a" * 43,
        "code_challenge_method": "s256",
        "grant_type": "authorization_code",
        "organization_id": sandbox.create_organization("Школа"),
        "phone": visitor.phone,
        "redirect_uri": app.redirect_uri,
        "response_type": "code",
        "role": "teacher",
        "v": "5.241",
    }
    if site != "control":
        held = visitor.tokens(app)
        _, returned = visitor.sign_in(app)
        known |= {name: held[name] for name in ("access_token", "refresh_token", "id_token")}
        known |= {"Authorization": f"Bearer {held['access_token']}", "code": returned.answer["code"]}
    visitor.http.close()
    sandbox.close()
    return known


def commits(database: sqlite3.Connection) -> int:
    """A number that changes whenever anybody else has changed the database."""
    return int(database.execute("PRAGMA data_version").fetchone()[0])


@pytest.mark.parametrize("site", ["control", "sferum", "vk_id"])
def test_no_request_breaks_an_api(tmp_path: Path, site: str, pytestconfig: pytest.Config) -> None:
    import schemathesis  # it takes most of a second: only whoever runs this test waits for it
    from schemathesis import GenerationMode

    extent = settings(
        derandomize=pytestconfig.getoption("hypothesis_seed") is None,
        database=None,
        deadline=None,
        max_examples=pytestconfig.getoption("fuzz_examples"),
        suppress_health_check=list(HealthCheck),
    )
    place = tmp_path / "state.sqlite"
    with running(Settings(database=str(place))) as shared, contextlib.closing(sqlite3.connect(place)) as database:
        schema = schemathesis.openapi.from_url(f"{getattr(shared.addresses, site)}/openapi/openapi.json")
        seen = set()

        def ask(case: Any, known: dict[str, Any]) -> None:
            for part in (case.path_parameters, case.query, case.body, case.headers):
                if isinstance(part, dict):
                    part.update({name: known[name] for name in part.keys() & known.keys()})
            if "Authorization" in known and site == "sferum":
                case.headers["Authorization"] = known["Authorization"]
            case.query.pop("wait_s", None)
            before = commits(database)
            answer = case.call(allow_redirects=False)
            seen.add(answer.status_code)
            assert answer.status_code < 500, case.as_curl_command()
            assert "Traceback" not in answer.text
            assert answer.status_code < 400 or commits(database) == before, case.as_curl_command()
            if case.path == "/faults" and answer.status_code == 201:
                shared.faults.remove(answer.json()["id"])  # or it would strike the next request

        def fuzz(operation: Any) -> None:
            known = truth(shared, site)
            cases = st.one_of([operation.as_strategy(mode) for mode in GenerationMode])

            @extent
            @given(case=cases, random=st.sets(st.sampled_from(KNOWN)))
            def ask_all(case: Any, random: set[str]) -> None:
                ask(case, {name: known[name] for name in known.keys() - random})

            ask_all()

        for described in schema.get_all_operations():
            fuzz(described.ok())  # type: ignore[union-attr]  # a description that is broken fails here
    assert min(seen) < 400 <= max(seen), "some requests are to be accepted, and some refused"
