"""What holds of everything that a journal requests, shows and stores, on whatever way a teacher goes."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from automation.addresses import parse_origin, parse_query
from automation.people import Teacher
from mock_server.iri import encode_iri
from mock_server.recording.redaction import redact_text
from validation.errors import CheckFailedError, NotTestableError
from validation.leaks import Secrets
from validation.personal_data import find_identity, find_personal_data
from validation.request_records import find_attach_calls, find_token_calls, read_classes, read_shown_code
from validation.return_watch import ReturnWatch, is_strangers
from validation.subjects import require_subjects
from validation.traffic import AuthorizationRequest, is_at_vk_id
from validation.vendor import Vendor
from validation.walkthrough import Walkthrough

TOKEN_CALLS = ("обращения журнала за токеном", "the journal's requests for tokens")
_RETURNS = ("возвраты с VK ID", "returns from VK ID")
_NAMES = {
    "secret": ("защищённый ключ приложения", "the application's client_secret"),
    "service_token": ("сервисный ключ приложения", "the application's service_token"),
    "journal_key": ("ключ, которым журнал подписывает свои токены", "the key with which the journal signs its tokens"),
}
"""The application's own secrets, as people know them; the others go by the names of their parameters."""
_SECRET_PARAMS = ("client_secret", "service_token", "access_token", "refresh_token", "code_verifier")


# --- The request to VK ID, and the code ---------------------------------------------------------------------------


def expect_registered_address(
    vendor: Vendor, attempts: Iterable[AuthorizationRequest], records: Iterable[dict[str, Any]]
) -> None:
    """Raises CheckFailedError unless each request names the registered redirect address, to the letter."""
    callback = vendor.client.callback
    redacted = redact_text(encode_iri(callback))
    requested = [attempt.params.get("redirect_uri", "") for attempt in attempts]
    wrong_addresses = [address for address in requested if encode_iri(address) != encode_iri(callback)]
    # The record of requests hides what looks like a secret, in the registered address too.
    forms = [call["form"] for call in find_token_calls(records)]
    sent = [form["redirect_uri"] for form in forms if "redirect_uri" in form]
    wrong_addresses += [address for address in sent if redact_text(encode_iri(address)) != redacted]
    if wrong_addresses:
        raise CheckFailedError(
            f"redirect_uri={wrong_addresses[0]} вместо {callback}",
            f"redirect_uri={wrong_addresses[0]} instead of {callback}",
        )


def expect_shown_once(calls: list[dict[str, Any]]) -> None:
    """Raises CheckFailedError where one code or silent token is in several of the calls."""
    codes = [read_shown_code(call) for call in require_subjects(calls, *TOKEN_CALLS)]
    if len(codes) != len(set(codes)):
        raise CheckFailedError(f"код предъявлен {len(codes)} раза", f"the code was shown {len(codes)} times")


def expect_no_token_request(walkthrough: Walkthrough) -> None:
    """Raises CheckFailedError where the browser itself has asked for tokens."""
    require_subjects(walkthrough.traffic.urls, "запросы браузера", "requests of the browser")
    if walkthrough.traffic.token_requests:
        raise CheckFailedError("браузер сам обратился за токеном", "the browser itself asked for tokens")


# --- The call to Sferum -------------------------------------------------------------------------------------------


def expect_organization(vendor: Vendor, params: dict[str, str]) -> None:
    """Raises CheckFailedError unless the call names the organization of the target file."""
    if vendor.file.organization is None:
        raise NotTestableError("в файле цели нет [organization]", "the target file has no [organization]")
    expected_id, sent_id = str(vendor.file.organization.id), params["organization"]
    if sent_id != expected_id:
        raise CheckFailedError(
            f"организация {sent_id} вместо {expected_id}", f"organization {sent_id} instead of {expected_id}"
        )


def expect_role_and_classes(teacher: Teacher, params: dict[str, str]) -> None:
    """Raises CheckFailedError unless the call names the teacher's role and classes."""
    role, classes = params.get("role", ""), read_classes(params)
    if (role, classes) != (teacher.role, sorted(teacher.classes)):
        expected_text = f"{teacher.role}, {', '.join(sorted(teacher.classes))}"
        raise CheckFailedError(
            f"{role}, {', '.join(classes)} вместо {expected_text}",
            f"{role}, {', '.join(classes)} instead of {expected_text}",
        )


# --- Secrets and personal data ------------------------------------------------------------------------------------


def expect_unseen(
    vendor: Vendor,
    walkthrough: Walkthrough,
    texts: Iterable[str],
    place: tuple[str, str],
    *,
    verifiers: bool = True,
) -> None:
    """Checks that no secret of this walkthrough is in any of the texts."""
    secrets = Secrets.from_requests(walkthrough.records, vendor.client.secrets(), verifiers=verifiers)
    require_subjects([*secrets.hashes, *secrets.values], "токены и ключи этой привязки", "tokens and keys of this link")
    if found := next(filter(None, map(secrets.find_in, require_subjects(texts, *place))), None):
        name_ru, name_en = _NAMES.get(found, (found, found))
        raise CheckFailedError(f"{place[0]}: {name_ru}", f"{place[1]}: {name_en}")


def expect_no_code_in_referers(vendor: Vendor, walkthrough: Walkthrough) -> None:
    """Raises CheckFailedError where a Referer took a code or a state to another site."""
    returns = map(parse_query, filter(vendor.is_return, walkthrough.traffic.urls))
    values = {params[name] for params in returns for name in ("code", "state", "payload") if name in params}
    require_subjects(values, "возвраты с кодом", "returns with a code")
    for url, referer in walkthrough.traffic.referers:
        leaves = vendor.is_journal(referer) and not vendor.is_journal(url)
        if leaves and values & set(parse_query(referer).values()):
            raise CheckFailedError(
                f"Referer с кодом ушёл на {parse_origin(url)}", f"a Referer with the code went to {parse_origin(url)}"
            )


def expect_nothing_stored(vendor: Vendor, walkthrough: Walkthrough) -> None:
    """Raises CheckFailedError where a secret was in a cookie or a storage, if only for a moment."""
    place = ("в cookie или хранилище", "in a cookie or a storage")
    traffic = walkthrough.traffic
    expect_unseen(vendor, walkthrough, [*traffic.stored, *traffic.http_only], place, verifiers=False)
    # A verifier in a cookie that no script reads is as safe as the session: it is the browser's own, and used once.
    if traffic.stored:
        expect_unseen(vendor, walkthrough, traffic.stored, place)


def expect_no_personal_data(vendor: Vendor, walkthrough: Walkthrough) -> None:
    """Raises CheckFailedError where an address of the journal's, or one that it asks for, tells who the teacher is."""
    urls = require_subjects(walkthrough.traffic.urls, "адреса, которые открывал браузер", "addresses that it opened")
    teacher = vendor.file.list_teachers()[walkthrough.login]
    profile_ids = {call["answer"].get("profile_id", "") for call in find_attach_calls(walkthrough.records)} - {""}
    for url in urls:
        host = urlsplit(url).hostname or ""
        at_vk_id = is_at_vk_id(url, vendor.target.vk_id)
        if vendor.is_return(url) or (at_vk_id and not walkthrough.traffic.is_vk_id(url)):
            continue  # VK ID's own doing
        found = find_personal_data(url, teacher)
        if found is None and is_strangers(vendor, url) and parse_origin(url) not in walkthrough.traffic.services:
            found = find_identity(url, teacher, profile_ids)
        if found:
            ru, en = found
            raise CheckFailedError(f"{ru} в адресе на {host}", f"{en} is in an address at {host}")


def expect_no_secret_in_queries(vendor: Vendor, records: Iterable[dict[str, Any]]) -> None:
    """Raises CheckFailedError where the back end has sent a secret in an address."""
    if vendor.file.protocol == "silent-token":
        raise NotTestableError("методы API ВКонтакте принимают токен в адресе", "methods of VK's API take tokens there")
    for record in require_subjects(records, "запросы журнала", "the journal's requests"):
        shown = [name for name in _SECRET_PARAMS if record["query"].get(name)]
        if shown:
            raise CheckFailedError(
                f"{record['path']}: в адресе {', '.join(shown)}", f"{record['path']}: {', '.join(shown)} in the address"
            )


# --- The return page ----------------------------------------------------------------------------------------------


def expect_not_kept(watch: ReturnWatch) -> None:
    """Raises CheckFailedError where a cache may keep a page at the return address."""
    require_subjects(watch.urls, *_RETURNS)
    if watch.cached:
        raise CheckFailedError(
            f"страницу возврата хранит кеш: Cache-Control: {watch.cached[0]}",
            f"a cache keeps the return page: Cache-Control: {watch.cached[0]}",
        )


def expect_no_strangers(watch: ReturnWatch) -> None:
    """Raises CheckFailedError where a page at the return address asked another site, or somebody sent it the code."""
    require_subjects(watch.urls, *_RETURNS)
    if watch.strangers:
        hosts = ", ".join(sorted(set(watch.strangers)))
        raise CheckFailedError(f"страница возврата обращается к {hosts}", f"the return page asks {hosts}")
