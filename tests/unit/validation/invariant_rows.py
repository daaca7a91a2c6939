"""A row for every `expect_*` of `validation.invariants`."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from mock_server.recording.redaction import hash_secret
from tests.unit.validation.made_up_sessions import SECRET, unlinked
from tests.unit.validation.rows import Row, rows
from tests.unit.validation.service_records import record
from tests.unit.validation.test_exposure import TEACHER
from validation import invariants
from validation.traffic import AuthorizationRequest

TOKEN = "vk2.a.token-of-the-teacher"
VERIFIER = "verifier-of-the-teacher-in-43-characters-or-more"
CALLBACK = "http://journal.test/return"
VK_ID = "http://vk-id.test"
ATTACH = {"organization": "700001", "role": "teacher", "classes": '["9В", "6А"]'}
DIFFERENT = [
    ATTACH | {"role": "admin"},
    ATTACH | {"classes": '["6А"]'},
    ATTACH | {"classes": "6А"},
    {"role": "teacher"},
]


def make_up_vendor() -> Any:
    """Returns a journal at journal.test, which VK ID sends back to its /return."""
    return SimpleNamespace(
        client=SimpleNamespace(callback=CALLBACK, secrets=lambda: {"secret": SECRET}),
        target=SimpleNamespace(vk_id=VK_ID),
        journal="http://journal.test",
        file=SimpleNamespace(protocol="oauth", list_teachers=lambda: {TEACHER.login: TEACHER}),
        is_journal=lambda url: url.startswith("http://journal.test"),
        is_return=lambda url: url.startswith(CALLBACK),
    )


def walked(*urls: str, stored: str = "", http_only: str = "", token_request: str = "", referers: Any = ()) -> Any:
    """Returns what was seen on a way on which the browser opened these addresses."""
    traffic = SimpleNamespace(
        urls=[*urls],
        stored=[stored] if stored else [],
        http_only=[http_only or "session=1"],
        token_requests=[token_request] if token_request else [],
        referers=[*referers],
        services=frozenset({VK_ID}),
        is_vk_id=lambda url: url.startswith(f"{VK_ID}/authorize"),
    )
    token = record("token", form={"code_verifier": hash_secret(VERIFIER)}, answer={"access_token": hash_secret(TOKEN)})
    return SimpleNamespace(login=TEACHER.login, traffic=traffic, records=[token, record("attach")])


def watch(**changes: Any) -> Any:
    return SimpleNamespace(**{"urls": [CALLBACK], "cached": [], "strangers": [], **changes})


def redemption(code: str) -> dict[str, Any]:
    return record("token", form={"code": code})


def tell(*texts: str) -> Callable[[], None]:
    return lambda: invariants.expect_unseen(unlinked().vendor, walked(), texts, ("здесь", "here"))


def redirect(requested: str, sent: str = CALLBACK) -> Callable[[], None]:
    """Returns the check of the redirect address of a request to VK ID, and of that for the token."""
    attempts = [AuthorizationRequest(f"{VK_ID}/authorize?redirect_uri={uri}") for uri in (CALLBACK, requested)]
    calls = [record("token", form={"code": "1", "redirect_uri": uri}) for uri in (CALLBACK, sent)]
    return lambda: invariants.expect_registered_address(make_up_vendor(), attempts, calls)


def query(name: str) -> list[dict[str, Any]]:
    return [record("token"), record("token", query={name: "1"})]


INVARIANT_ROWS: dict[str, Row] = {
    "invariants.expect_registered_address": (
        [redirect(CALLBACK), redirect("http%3A%2F%2Fjournal.test%2Freturn")],
        [redirect(f"{CALLBACK}/"), redirect(CALLBACK, f"{CALLBACK}?school=1"), redirect("")],
    ),
    "invariants.expect_no_token_request": rows(
        invariants.expect_no_token_request,
        [walked(CALLBACK)],
        [walked(CALLBACK, token_request=f"{VK_ID}/oauth2/auth")],
    ),
    "invariants.expect_nothing_stored": rows(
        lambda way: invariants.expect_nothing_stored(make_up_vendor(), way),
        [walked(), walked(stored="theme=dark"), walked(http_only=f"attempt={VERIFIER}")],
        [
            walked(stored=f"token={TOKEN}"),
            walked(stored=f"verifier={VERIFIER}"),
            walked(http_only=f"token={TOKEN}"),
            walked(stored=SECRET),
        ],
    ),
    "invariants.expect_no_code_in_referers": rows(
        lambda way: invariants.expect_no_code_in_referers(make_up_vendor(), way),
        [
            walked(f"{CALLBACK}?code=1&state=2"),
            walked(f"{CALLBACK}?code=1&state=2", referers=[("http://a.test/", "http://journal.test/?code=3")]),
            walked(f"{CALLBACK}?code=1&state=2", referers=[("http://a.test/", "http://b.test/?code=1")]),
        ],
        [
            walked(f"{CALLBACK}?code=1&state=2", referers=[("http://a.test/", f"{CALLBACK}?code=1&state=2")]),
            walked(f"{CALLBACK}?code=1&state=2", referers=[("http://a.test/", "http://journal.test/?next=2")]),
        ],
    ),
    "invariants.expect_no_personal_data": rows(
        lambda way: invariants.expect_no_personal_data(make_up_vendor(), way),
        [
            walked(f"{CALLBACK}?name={TEACHER.last_name}", f"{VK_ID}/login?phone={TEACHER.phone}"),
            walked(f"http://journal.test/{TEACHER.login}"),
        ],
        [
            walked(f"http://journal.test/?name={TEACHER.last_name}"),
            walked(f"{VK_ID}/authorize?state={TEACHER.last_name}"),
            walked(f"http://counter.test/{TEACHER.login}"),
        ],
    ),
    "invariants.expect_no_secret_in_queries": rows(
        lambda records: invariants.expect_no_secret_in_queries(make_up_vendor(), records),
        [query("client_id")],
        [query("client_secret"), query("access_token"), query("code_verifier")],
    ),
    "invariants.expect_not_kept": rows(invariants.expect_not_kept, [watch()], [watch(cached=["max-age=60"])]),
    "invariants.expect_no_strangers": rows(
        invariants.expect_no_strangers, [watch()], [watch(strangers=["counter.test"])]
    ),
    "invariants.expect_organization": rows(
        lambda params: invariants.expect_organization(unlinked().vendor, params),
        [ATTACH],
        [ATTACH | {"organization": "700002"}, ATTACH | {"organization": ""}],
    ),
    "invariants.expect_role_and_classes": rows(
        lambda params: invariants.expect_role_and_classes(unlinked().teacher, params),
        [ATTACH, ATTACH | {"classes": '["6А", "9В"]'}],
        DIFFERENT,
    ),
    "invariants.expect_shown_once": rows(
        invariants.expect_shown_once,
        [[redemption("first")], [redemption("first"), redemption("second")]],
        [[redemption("first"), redemption("first")], [redemption(code) for code in ("first", "second", "first")]],
    ),
    "invariants.expect_unseen": (
        [tell("страница"), tell("a", "b")],
        [tell("a", f"x {SECRET} y"), tell(SECRET), tell(f"token={TOKEN}")],
    ),
}
