"""The record of requests: whose they were, and no secret in it."""

from typing import Any

from automation.factories import People
from mock_server.client import SandboxClient
from mock_server.context import Sandbox
from mock_server.model.journal import LinkAttempt
from mock_server.model.vk_id import AccessToken, AuthorizationCode, Client, ConfirmationCode
from mock_server.oauth_client import JOURNAL_ID
from mock_server.recording.redaction import hash_secret
from tests.http_teacher import HttpTeacher
from tests.oauth_user import OAuthUser


def operations(records: list[dict[str, Any]]) -> list[str]:
    return [f"{record['site']}.{record['operation']}" for record in records]


def test_way_of_one_person_is_recorded_from_the_journal_to_sferum(people: People, sandbox: SandboxClient) -> None:
    """Путь одного человека записан от журнала до Сферума."""
    teacher, other = people.create_teacher(), people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
    assert operations(sandbox.list_requests(teacher.phone)) == [
        "journal.connect",
        "vk_id.authorize",
        "vk_id.phone",
        "vk_id.submit_phone",
        "vk_id.code",
        "vk_id.submit_code",
        "vk_id.account",
        "vk_id.submit_account",
        "vk_id.consent",
        "vk_id.submit_consent",
        "vk_id.token",
        "vk_id.user_info",
        "sferum.attach",
        "journal.callback",
    ]
    assert sandbox.list_requests(other.phone) == []


def test_tokens_are_followed_by_their_hashes_from_answer_to_use(people: People, sandbox: SandboxClient) -> None:
    """Токен прослеживается по хешу от выдачи до использования."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link()
        http_teacher.request_journal("POST", "/office/messenger/unlink")
    record_of = {record["operation"]: record for record in sandbox.list_requests(teacher.phone)}
    token = record_of["token"]["answer"]["access_token"]
    assert token.startswith("sha256:")
    assert record_of["user_info"]["form"]["access_token"] == token
    assert record_of["attach"]["authorization"] == f"Bearer {token}"
    assert record_of["detach"]["authorization"] == f"Basic {JOURNAL_ID}"
    assert record_of["attach"]["form"] == {"role": "teacher", "classes": '["5А", "10Б"]'}
    for operation, status in (("attach", 201), ("detach", 204)):
        seen = record_of[operation]
        assert (seen["status"], seen["organization_id"]) == (status, teacher.organization_id)


def test_refusal_is_in_the_record_of_whose_code_it_was(oauth_user: OAuthUser) -> None:
    """Отказ записан у того, чей это был код."""
    app = oauth_user.create_app(kind="confidential", secret="right")
    attempt, returned = oauth_user.sign_in(app)
    attempt.redeem(oauth_user.http, returned)
    refused = oauth_user.sandbox.list_requests(oauth_user.phone)[-1]
    assert (refused["operation"], refused["status"]) == ("token", 401)
    assert refused["answer"]["error"] == "invalid_client"


def test_redemption_of_no_code_is_in_the_record_of_whose_login_it_was(oauth_user: OAuthUser) -> None:
    """Обмен без кода записан у того, чей это был вход."""
    app = oauth_user.create_app()
    attempt, returned = oauth_user.sign_in(app)
    returned.params["code"] = ""
    attempt.redeem(oauth_user.http, returned)
    refused = oauth_user.sandbox.list_requests(oauth_user.phone)[-1]
    assert (refused["operation"], refused["status"], refused["form"]["code"]) == ("token", 400, "")


def test_new_requests_are_told_from_those_seen_before(oauth_user: OAuthUser) -> None:
    """Новые запросы отличаются от уже виденных."""
    app, sandbox, phone = oauth_user.create_app(), oauth_user.sandbox, oauth_user.phone
    oauth_user.sign_in(app)
    seen = sandbox.count_requests(phone)
    oauth_user.sign_in(app)
    records = sandbox.list_requests(phone)
    assert 0 < seen < len(records) == sandbox.count_requests(phone)
    assert sandbox.list_requests(phone, after=seen) == records[seen:]


def test_organization_has_the_requests_of_its_journal(people: People, sandbox: SandboxClient, control) -> None:
    """У организации есть запросы её журнала."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        http_teacher.link(remembered=True)
    answer = control.get(f"/organizations/{teacher.organization_id}/requests").json()
    assert operations(answer["requests"]) == ["journal.connect", "sferum.attach", "journal.callback"]


def test_no_secret_of_the_way_is_in_the_record(people: People, sandbox: SandboxClient, own_sandbox: Sandbox) -> None:
    """Ни одного секрета привязки в записи запросов нет."""
    teacher = people.create_teacher()
    with HttpTeacher(sandbox, teacher) as http_teacher:
        address = sandbox.addresses["journal"]
        http_teacher.http.post(f"{address}/sign-in", data={"login": teacher.login, "password": teacher.password})
        http_teacher.link()
        http_teacher.request_journal("POST", "/office/messenger/unlink")
        cookies = [cookie.value for cookie in http_teacher.http.cookies.jar]
    records = sandbox.list_requests(teacher.phone)
    logins = {record["login_id"] for record in records if record["login_id"]}
    with own_sandbox.store.read() as session:
        (login_id,) = logins
        secrets = [
            *(code.code for code in session.query(AuthorizationCode).filter_by(login_id=login_id)),
            *(token.token for token in session.query(AccessToken).filter_by(login_id=login_id)),
            *(attempt.code_verifier for attempt in session.query(LinkAttempt)),
            *(attempt.state for attempt in session.query(LinkAttempt)),
            session.get_one(Client, JOURNAL_ID).secret,
            teacher.password,
        ]
        (confirmation_code,) = (code.code for code in session.query(ConfirmationCode).filter_by(phone=teacher.phone))
    assert len(cookies) == 3
    assert [secret for secret in (*secrets, *cookies) if secret and secret in str(records)] == []
    typed = [record["form"]["code"] for record in records if record["operation"] == "submit_code"]
    assert typed == [hash_secret(confirmation_code)]
