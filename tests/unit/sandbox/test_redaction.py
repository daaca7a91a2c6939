"""What may be kept of a request: no secret, whatever form it takes."""

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.recording.redaction import (
    hash_secret,
    redact_authorization,
    redact_fields,
    redact_path,
    redact_text,
)
from mock_server.recording.secret_names import is_secret
from tests.secret_text import ADDRESS, SECRET, in_base64


@pytest.mark.parametrize(
    "name",
    [
        *(
            "access_token",
            "Access_Token",
            "access-token",
            "accessToken",
            "ACCESS_TOKEN",
            "accesstoken",
            "token",
            "token2",
        ),
        *(
            "client_secret",
            "client_assertion",
            "clientAssertion",
            "code",
            "codes",
            "sms_code",
            "user_code",
            "code_verifier",
        ),
        *("state", "redirect_state", "nonce", "device_id", "DeviceId", "id_token_hint", "service_token", "journal_key"),
        *(
            "password",
            "newPassword",
            "password_confirm",
            "password1",
            "user[password]",
            "user.password",
            "token[]",
            "pwd",
        ),
        *(
            "journal_session",
            "sferum_session",
            "session_id",
            "PHPSESSID",
            "connect.sid",
            "X-Api-Key",
            "api_key",
            "auth",
        ),
        *("smscode", "authcode", "pincode", "otpcode", "confirmcode", "verificationcode", "codeSms", "code_from_sms"),
        *("secretkey", "authkey", "servicekey", "masterkey", "encryptionkey", "api_key_v2", "access_token_v2"),
        *("tokenString", "remixsid", "totp", "mfa", "pswd", "psw", "pw", "sig", "sign", "userpass", "dbpass"),
        *("password_b64", "password_md5", "passwordInput", "auth_data", "auth_header", "session_data"),
        *("пароль_пользователя", "код_подтверждения", "код_из_смс", "сервисный_ключ", "защищённый_ключ"),
        *("action", "signature", "Authorization", "Set-Cookie", "otp", "pin", "jwt", "invitation", "пароль", "Токен"),
    ],
)
def test_name_of_a_secret(name: str) -> None:
    assert is_secret(name)
    assert redact_fields([(name, "abc")]) == {name: "sha256:ba7816bf8f01"}


@pytest.mark.parametrize(
    "name",
    [
        *(
            "client_id",
            "user_id",
            "login",
            "login_id",
            "phone",
            "role",
            "classes",
            "class_code",
            "class_codes",
            "scope",
        ),
        *("token_type", "token_type_hint", "client_assertion_type", "grant_type", "response_type", "code_challenge"),
        *(
            "code_challenge_method",
            "error",
            "error_code",
            "error_msg",
            "expires_in",
            "uuid",
            "redirect_uri",
            "v",
            "key",
        ),
        *("country_code", "countrycode", "zipcode", "barcode", "unicode", "code_length", "код_класса", "код_школы"),
        *("design", "assign", "sign_in", "signature_algorithm", "monkey", "secretary", "compass", "pinned", "author"),
        *("session_timeout_s", "action_type", "statement", "encoding", "oauth_version", "keys", "кодировка"),
        *("key_id", "public_key", "status_code", "organization_id", "profile_id", "method", "", "…", "_", "1"),
    ],
)
def test_name_of_what_is_no_secret(name: str) -> None:
    assert not is_secret(name)
    assert redact_fields([(name, "abc")]) == {name: "abc"}


@pytest.mark.parametrize(
    "text",
    [
        ADDRESS,
        f"https://journal.example/cb#access_token={SECRET}&lang=ru",
        f"https://journal.example/#/cb?id_token={SECRET}",
        f"https://teacher:{SECRET}@journal.example/",
        f"https://id.vk.example/authorize?redirect_uri={ADDRESS}",
        f"https://id.vk.example/authorize?redirect_uri={quote(ADDRESS, safe='')}",
        f"/sign-in?then={quote(quote(ADDRESS))}",
        f"https://sferum.example/invitations/{SECRET}",
        f"/organizations/5/Invitations/{SECRET}/withdrawal",
        f"code={SECRET}",
        f"a=b&Access-Token={SECRET}&c=d",
        f"a=b;code={SECRET}",
        f"user%5Bpassword%5D={SECRET}",
        f"sferum_session={SECRET}; lang=ru",
        f"Cookie: lang=ru; sferum_session={SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"X-Api-Key: {SECRET}",
        f"password: {SECRET}\nlogin: orlova",
        f"token = '{SECRET} {SECRET}'",
        json.dumps({"a": {"access_token": SECRET}}),
        json.dumps([{"a": [{"Access-Token": SECRET}]}], indent=2),
        json.dumps({"token": {"value": SECRET, "list": [SECRET, [SECRET]]}}),
        json.dumps({"key": "client_secret", "value": SECRET}),
        json.dumps([{"name": "url", "value": ADDRESS}, {"name": "state", "value": SECRET}]),
        json.dumps([["access_token", SECRET]]),
        json.dumps({"a": json.dumps({"b": json.dumps({"access_token": SECRET})})}),
        json.dumps(json.dumps({"access_token": SECRET})),
        json.dumps({"a": {"b": ADDRESS}}),
        json.dumps({ADDRESS: 1}),
        f'{{"a": {{"access_token": "{SECRET}"}}, "a": 1}}',  # of two of one name, JSON keeps the last
        json.dumps({"a": {"access_token": SECRET}})[:-3],
        json.dumps(json.dumps({"access_token": SECRET}))[:-3],
        f'{{"access_token": ["{SECRET}", "{SECRET}"',
        f"{{'access_token': '{SECRET}', 'a': 1}}",
        f"{{access_token: '{SECRET}'}}",
        f'{{"password": "a\\"{SECRET}"',
        quote(json.dumps({"access_token": SECRET})),
        urlencode({"a": json.dumps({"access_token": SECRET, "b": "c d"})}),
        in_base64(json.dumps({"name": "x", "token": SECRET})),
        in_base64(json.dumps({"name": "ы?>", "token": SECRET})).replace("+", "-").replace("/", "_").rstrip("="),
        f"data:application/json;base64,{in_base64(json.dumps({'token': SECRET}))}",
        quote(in_base64(json.dumps({"token": SECRET})), safe=""),
        in_base64(ADDRESS),
        f"name=password&value={SECRET}",
        json.dumps({"Name": "password", "Value": SECRET}),
        json.dumps({"key": "password", "val": SECRET}),
        json.dumps({"name": "password", "values": [SECRET]}),
        *(json.dumps({naming: "password", "x": SECRET}) for naming in ("id", "type", "param", "field", "Header")),
        json.dumps(["password", SECRET, "x"]),
        json.dumps(["password", "x", SECRET]),
        json.dumps(["login", "orlova", "password", SECRET]),
        f'"password"=>"{SECRET}"',
        f'$password => "{SECRET}"',
        f"password: {SECRET} and more",
        f"password: two words {SECRET}",
        f"password: not-{SECRET}",
        f"{'a' * 300}_password: {SECRET}",
        f"login --password {SECRET} --verbose",
        f"login --password '{SECRET} a'",
        f"&quot;password&quot;:&quot;{SECRET}&quot;",
        f"&#34;password&#x22;: &#34;{SECRET}&#34;",
        f'--x\r\nContent-Disposition: form-data; name="password"\r\n\r\n{SECRET}\r\n--x--',
        f'--x\nContent-Disposition: form-data; name="password"; a=b\nContent-Type: text/plain\n\n{SECRET}\n--x--',
        f"password=\n{SECRET}",
        f"password:\n  {SECRET}\nlogin: orlova",
        f"<password><![CDATA[{SECRET}]]></password>",
        f'<a name="password" value="{SECRET}"/>',
        f"<a value='{SECRET}' name='password'>",
        f'<a key="password" x="y">{SECRET}</a>',
        f'{{"\\u0070assword":"{SECRET}"',
        f'{{"\\u043f\\u0430\\u0440\\u043e\\u043b\\u044c":"{SECRET}"',
        f"('password', '{SECRET}')",
        f"{{'name': 'password', 'value': '{SECRET}'}}",
        json.dumps({"name": "password", "value": SECRET})[:-1],
        f"name=password&lang=ru&value={SECRET}",
        f"field=password;value={SECRET}",
        f"password := {SECRET}",
        f"Код подтверждения: {SECRET}",
        f"<name>password</name><value>{SECRET}</value>",
        f"<key>password</key>\n<string>{SECRET}</string>",
        f"<value name='password'><![CDATA[{SECRET}]]></value>",
        f"<input name=password value={SECRET}>",
        f"/reset/token/{SECRET}",
        f"/password/{SECRET}/reset",
        f"<a:Assertion ID='1'>{SECRET}</a:Assertion>",
        in_base64(f"<Response><Assertion>{SECRET}</Assertion></Response>"),
    ],
)
def test_secret_in_a_text_is_hashed(text: str) -> None:
    redacted = redact_text(text)
    layers = (redacted, redact_text(redacted))
    assert SECRET not in " ".join(layers)
    assert in_base64(SECRET)[:-4] not in redacted
    assert "sha256:" in redacted
    assert layers[0] == layers[1]


@pytest.mark.parametrize(
    "secret",
    [
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
        "vk2.a.Abc-_9",
        "vk1.a.Abc.def.vk1.a.x",
        "Zk3xYq8LmN0pRs7TuVw2",
        "0123456789abcdef0123456789abcdef",
    ],
)
def test_secret_is_known_by_its_looks_under_any_name(secret: str) -> None:
    for fields in (
        {"x": secret},
        {"x": f"https://site.example/{secret}?y={secret}"},
        {"x": {"y": [secret]}},
        {secret: ""},
    ):
        assert secret not in str(redact_fields(fields.items()))
    assert (
        redact_fields([("x", secret)])
        == {"x": hash_secret(secret)}
        == {"x": redact_fields([("token", secret)])["token"]}
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5А",
        "orlova@school.example",
        "+79001234567",
        "Гимназия №51, ул. Ленина",
        "http://127.0.0.1:5001/office/messenger/callback",
        "https://journal.example/cb?organization=5&lang=ru#top",
        "code_verifier is missing or invalid",
        "One of the parameters specified was missing or invalid: code_verifier",
        "User authorization failed: no access_token passed.",
        "token: Field required",
        "code: Input should be a valid string",
        "code: must be 6 digits",
        "the application has no journal_key: its journal's token was not looked into",
        "https://journal.example/auth/callback",
        "https://journal.example/password/reset",
        "/session/new",
        "Код класса: 6А",
        "a&lang=ru&copy=1",
        "C:\\users\\x41",
        '{"id": "5", "type": "teacher", "value": "6А"}',
        '["client_id", "phone"]',
        "<a name='login' value='orlova'>orlova</a>",
        "lenient: code_verifier is not 43 to 128 of a-z, A-Z, 0-9, _ and -",
        "fault 3: delay before",
        '["5А", "10Б"]',
        '{"user_id": 5, "first_name": "Анна", "birthday": "01.02.1980"}',
        "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "vkid.personal_info phone email",
        "100% sure",
    ],
)
def test_text_without_a_secret_stays(text: str) -> None:
    assert redact_text(text) == text


def test_same_secrets_have_the_same_hash_wherever_they_are() -> None:
    inner = redact_fields([("a", {"b": {"access_token": SECRET}})])["a"]
    assert hash_secret(SECRET) == json.loads(inner)["b"]["access_token"]
    assert (
        redact_text(ADDRESS)
        == f"https://journal.example/cb?code={hash_secret(SECRET)}&state={hash_secret(SECRET)}&lang=ru"
    )
    assert redact_fields([("code", 1234)]) == redact_fields([("code", "1234")]) != redact_fields([("code", "1235")])
    assert redact_fields([("code", ""), ("token", None)]) == {"code": "", "token": "null"}


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_nothing_is_hashed_twice(text: str) -> None:
    redacted = redact_text(text)
    assert redact_text(redacted) == redacted


def test_text_of_too_many_layers_is_hashed_whole() -> None:
    text = f"code={SECRET}"
    for _ in range(10):
        text = quote(text, safe="")
    assert redact_text(text).startswith("sha256:")


def test_lone_surrogate_has_a_hash() -> None:
    assert redact_fields([("code", "\ud800"), ("\udfff", "\ud800")])["code"].startswith("sha256:")


def test_different_values_of_one_field_are_side_by_side() -> None:
    fields = [
        ("code", "a"),
        ("code", "b"),
        ("code", "a"),
        ("class", "5А"),
        ("class", "10Б"),
        ("role", "x"),
        ("role", "x"),
    ]
    assert redact_fields(fields) == {"code": f"{hash_secret('a')}, {hash_secret('b')}", "class": "5А, 10Б", "role": "x"}


# --- Authorization and paths ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("", ""),
        (f"Bearer {SECRET}", f"Bearer {hash_secret(SECRET)}"),
        (f"bearer  {SECRET} ", f"Bearer {hash_secret(SECRET)}"),
        (f"Basic {in_base64(f'51000001:{SECRET}')}", "Basic 51000001"),
        (f"Basic {in_base64(f'{SECRET}:')}", f"Basic {hash_secret(in_base64(f'{SECRET}:'))}"),
        (f"Basic {in_base64(f'{SECRET}:x')}", f"Basic {hash_secret(in_base64(f'{SECRET}:x'))}"),
        (f"Basic {SECRET}", f"Basic {hash_secret(SECRET)}"),
        (f'Digest username="{SECRET}"', f"Digest {hash_secret(f'username={chr(34)}{SECRET}{chr(34)}')}"),
        (f"Bearer token={SECRET}", f"Bearer {hash_secret(f'token={SECRET}')}"),
        (SECRET, hash_secret(SECRET)),
        (f"{SECRET} x", hash_secret(f"{SECRET} x")),
    ],
)
def test_authorization_is_kept_as_its_scheme_and_a_hash(header: str, kept: str) -> None:
    assert redact_authorization(header) == kept


def test_path_is_kept_without_the_secret_that_is_a_part_of_it() -> None:
    assert redact_path(f"/invitations/{SECRET}", {"token": SECRET}) == f"/invitations/{hash_secret(SECRET)}"
    assert redact_path(f"/invitations/{SECRET}/", None) == f"/invitations/{hash_secret(SECRET)}/"
    person = "/api/organizations/5/people/0123456789abcdef0123456789abcdef"
    assert redact_path(person, {"organization_id": 5, "person_id": "0123456789abcdef0123456789abcdef"}) == person
    redacted = redact_path(f"/method/x&password={SECRET}", {"method": f"x&password={SECRET}"})
    assert redacted == f"/method/x&password={hash_secret(SECRET)}"
    assert SECRET not in redact_path(f"/people/1;token={SECRET}", {"person_id": f"1;token={SECRET}"})
    assert "vk2.a" not in redact_path("/method/vk2.a.Abc-_9", {"method": "vk2.a.Abc-_9"})


def test_pair_of_fields_is_a_name_and_its_value() -> None:
    for naming, other in (("name", "value"), ("Key", "VAL"), ("field", "values")):
        kept = redact_fields([(naming, "password"), (other, SECRET), ("lang", "ru")])
        assert kept == {naming: "password", other: hash_secret(SECRET), "lang": "ru"}
    assert redact_fields([("name", "login"), ("value", "orlova")]) == {"name": "login", "value": "orlova"}
