"""What is masked in everything that outlives a test, what is left alone, and that JSON stays JSON."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.masking import mask, mask_all
from report.masking.named_secrets import HIDDEN
from tests.cpu_time import expect_cpu_within

PHONE = "+7 9** ***-**-12"
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"
SHA = "sha256:0123456789ab"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # headers, as sent, as a list, as curl and HAR have them
        ("Cookie: a=1; b=2\nAccept: */*", "Cookie: ****\nAccept: */*"),
        ('< Set-Cookie: sid="a b"; Path=/; HttpOnly\r\nX: 1', "< Set-Cookie: ****\r\nX: 1"),
        ("Proxy-Authorization: Basic dXNlcjpwYXNz", "Proxy-Authorization: ****"),
        ("X-Api-Key: 12ab\nX-CSRF-Token: qwe", "X-Api-Key: ****\nX-CSRF-Token: ****"),
        (
            "curl -H 'Cookie: a=1; b=2' -H \"X-Auth-Token: q\" url",
            "curl -H 'Cookie: ****' -H \"X-Auth-Token: ****\" url",
        ),
        ("[('cookie', 'a=1'), ('accept', '*/*')]", "[('cookie', '****'), ('accept', '*/*')]"),
        ('{"name": "Cookie", "value": "a=1"}', '{"name": "Cookie", "value": "****"}'),
        ('"authorization":"Bearer abc","phone":null', '"authorization":"****","phone":null'),
        ("{'Authorization': 'Basic dXNlcjpwYXNz'}", "{'Authorization': '****'}"),
        (r'"raw": "GET /\r\nCookie: a=1\r\nHost: x"', r'"raw": "GET /\r\nCookie: ****\r\nHost: x"'),
        # passwords and secrets, in each spelling
        ("password: x", "password: ****"),
        ("Пароль: shkola-51", "Пароль: ****"),
        ("db_password = hunter2 # ours", "db_password = **** # ours"),
        ('secret = "a \\" b"', 'secret = "****"'),
        ('"secret": "a","next":1', '"secret": "****","next":1'),
        ("{'clientSecret': 'a', 'id': 7}", "{'clientSecret': '****', 'id': 7}"),
        ("passwd=a&user=b", "passwd=****&user=b"),
        ("api_key=ab&x-api-key: cd", "api_key=****&x-api-key: ****"),
        ("{'password': ['a', 'b'], 'id': ['c']}", "{'password': ['****', '****'], 'id': ['c']}"),
        ('{"password": "cut o', '{"password": "****'),
        ("http://user:pa55@host:80/x?y=1", "http://****@host:80/x?y=1"),
        ("postgresql://u:p%40@h/db, ws://key@grid/", "postgresql://****@h/db, ws://****@grid/"),
        # sessions, tokens, states
        ("gymnasium_session=abc; path=/", "gymnasium_session=****; path=/"),
        ("__Host-sid=1; JSESSIONID=2; csrftoken=3", "__Host-sid=****; JSESSIONID=****; csrftoken=****"),
        ("?redirect_state=0123456789ab&x=1", "?redirect_state=****&x=1"),
        ("/cb#access_token=abc&token_type=bearer", "/cb#access_token=****&token_type=bearer"),
        (
            "redirect=%2Fcb%3Fcode%3D77%26state%3D0123456789%26a%3D1",
            "redirect=%2Fcb%3Fcode%3D****%26state%3D****%26a%3D1",
        ),
        ("r=%252Fcb%253Fcode%253D77%2526a", "r=%252Fcb%253Fcode%253D****%2526a"),
        ("payload=%7B%22token%22%3A%22abc%22%2C%22ttl%22%3A1%7D", "payload=****"),
        ("p=%7B%22token%22%3A%22abc%22%2C%22ttl%22%3A1%7D", "p=%7B%22token%22%3A%22****%22%2C%22ttl%22%3A1%7D"),
        ('{"accessToken": "a\\\\", "left": 3}', '{"accessToken": "****", "left": 3}'),
        (r'"{\"access_token\": \"a\\\"b\", \"left\": 3}"', r'"{\"access_token\": \"****\", \"left\": 3}"'),
        (r'"{\"code\": 1234, \"left\": 3}"', r'"{\"code\": \"****\", \"left\": 3}"'),
        (f"cookie jar has {JWT}, and more", "cookie jar has ****, and more"),
        (f"id={JWT[:20]}", f"id={HIDDEN}"),
        ("token: 0123456789abcdef", "token: ****"),
        # codes
        ('{"code": "1234", "confirmation_code": 123456}', '{"code": "****", "confirmation_code": "****"}'),
        ("?code=vk2.a.xyz", "?code=****"),
        ("Код подтверждения: 1234", "Код подтверждения: ****"),
        ("Код для +7 9** ***-**-01: 4321 (звонок)", "Код для +7 9** ***-**-01: **** (звонок)"),
        ("Код для +79161234512: 4321 (SMS)", f"Код для {PHONE}: **** (SMS)"),
        ("Неверный код '123456'", "Неверный код '****'"),
        (r'"fill(\"1234\")"', r'"fill(\"****\")"'),
        # people
        ("пишите на ivan.petrov@mail.ru или почта@школа.рф", "пишите на i***@mail.ru или п***@школа.рф"),
        ("i.petrov%40mail.ru \\u0040 a\\u0040b.ru", "i***%40mail.ru \\u0040 a***\\u0040b.ru"),
    ],
)
def test_secrets_are_masked(text: str, masked: str):
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # a form's fields, as frameworks name them
        ("new_password1=a&new_password2=b&x=1", "new_password1=****&new_password2=****&x=1"),
        ("password2: 'a', x: 1", "password2: '****', x: 1"),
        ('q {"newPassword2": "a"}', 'q {"newPassword2": "****"}'),
        ("password_confirmation=a&passwordConfirm=b", "password_confirmation=****&passwordConfirm=****"),
        ("passwordAgain=a, x", "passwordAgain=****, x"),
        ("user[password]=a&password[]=b", "user[password]=****&password[]=****"),
        ("user%5Bpassword%5D=a&password%5B%5D=b", "user%5Bpassword%5D=****&password%5B%5D=****"),
        ("pass=ab&pin=12&user[pin]=77", "pass=****&pin=****&user[pin]=****"),
        ("jwt=a1b2&ticket=c3", "jwt=****&ticket=****"),
        # markup
        ('<input type="password" name="password" value="a">', '<input type="password" name="password" value="****">'),
        ("<input value='a' name='user[pin]'>", "<input value='****' name='user[pin]'>"),
        ("<input value=abc type=password>", "<input value=**** type=password>"),
        ('<input name="csrf_token" value="a"/>', '<input name="csrf_token" value="****"/>'),
        ('<input name="city" value="Москва">', '<input name="city" value="Москва">'),
        ("<password>a b</password><id>7</id>", "<password>****</password><id>7</id>"),
        ("{&quot;password&quot;:&quot;a&quot;}", "{&quot;password&quot;:&quot;****&quot;}"),
        ("{&#34;password&#34;: &#34;a&#34;,", "{&#34;password&#34;: &#34;****&#34;,"),
        ("&amp;quot;pin&amp;quot;:&amp;quot;1&amp;quot;", "&amp;quot;pin&amp;quot;:&amp;quot;****&amp;quot;"),
        # data
        ("{'password': b'a'}", "{'password': b'****'}"),
        ("{'password': {'value': 'a'}}", "{'password': {'value': '****'}}"),
        ('{"password":{"value":"a"}}', '{"password":{"value":"****"}}'),
        ('{"value": "a", "name": "password"}', '{"value": "****", "name": "password"}'),
        ("{'value': 'a', 'name': 'password'}", "{'value': '****', 'name': 'password'}"),
        ("passwords: ['a', 'b']", "passwords: ['****', '****']"),
        ("assert password == 'a'", "assert password == '****'"),
        ('x {"password":{"old":"a","new":"b"}}', 'x {"password":{"old":"****","new":"****"}}'),
        ("<password><![CDATA[a]]></password>", "<password><![CDATA[****]]></password>"),
        ('page.fill("#password", "a")', 'page.fill("#password", "****")'),
        # commands and prose
        ("run --password a --user b", "run --password **** --user b"),
        ("run --api-key a", "run --api-key ****"),
        ("Пароль — hunter2", "Пароль — ****"),
        # JSON, whose strings hold what looks like its signs
        ('{"text":"password=\'ab","next":1,"z":[2]}', '{"text":"password=\'****","next":1,"z":[2]}'),
        ('{"log":"code=\'12","b":"c"}', '{"log":"code=\'****","b":"c"}'),
        ('["]",79161234512]', f'["]","{PHONE}"]'),
        ('{"a":["[",79161234512,"]"]}', f'{{"a":["[","{PHONE}","]"]}}'),
        ('{"l":["см. [1, 79161234512, конец"]}', f'{{"l":["см. [1, {PHONE}, конец"]}}'),
        ('до\n["]",79161234512]\nпосле', f'до\n["]","{PHONE}"]\nпосле'),
        # phones
        ("<b>+7</b> 916 123 45 12", f"<b>{PHONE}</b>"),
        ("user79161234512", f"user{PHONE}"),
        ("0079161234512", PHONE),
        ('fill("9161234512")', f'fill("{PHONE}")'),
        ('{"phone": 9161234512, "id": 9161234512}', f'{{"phone": "{PHONE}", "id": 9161234512}}'),
    ],
)
def test_secrets_are_masked_wherever_they_are_written(text: str, masked: str):
    assert mask(text) == masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        '{"id": 79161234512, "user_id": 89161234512, "profile_id":9161234512}',
        'got "id": 79161234512, "user_id": 89161234512',
        *(
            "id=9161234512",
            "userId=79161234512",
            '"ids": [79161234512]',
            '"userId": "89161234512"',
            "ids=[89161234512, 79161234512]",
        ),
        *("duration 9161234512 ns", "9161234512 rows", '{"rows": 9161234512}', "[9161234512]"),
        *("Пароль — это секрет", "usage: run --password TEXT", "--token NAME", "action=click", '"key": "phone"'),
        *(
            '"session": {"id": 7}',
            "pass rate: 5",
            "pass: 5",
            "test_password - AssertionError: x",
            "3 passed, 1 failed",
            "auth - no",
        ),
    ],
)
def test_numbers_and_words_are_no_secrets(text: str):
    assert mask(text) == text


@pytest.mark.parametrize(
    "phone",
    [
        *("+79161234512", "+7 (916) 123-45-12", "8 (916) 123-45-12", "8-916-123-45-12", "8.916.123.45.12"),
        *("8–916–123–45–12", "8\N{NO-BREAK SPACE}916\N{NO-BREAK SPACE}123\N{THIN SPACE}45\N{THIN SPACE}12"),
        *("7 916 1234512", "89161234512", "8916 123-45-12", "8/916/123-45-12", "8‑916‑123‑45‑12", "+7.916.123.45.12"),
        *(
            "(916) 123-45-12",
            "+7_916_123_45_12",
            "+7\N{WORD JOINER}916\N{ZERO WIDTH SPACE}1234512",
            "+７９１６１２３４５１２",
            "%2B7916%20123-45-12",
            "%2B7%20%28916%29+123+45+12",
            "8%C2%A0916%C2%A01234512",
        ),
        *(
            "+7\\u00a0916\\u00a0123-45-12",
            "%252B79161234512",
            "\\u002b79161234512",
            "8&nbsp;916&nbsp;1234512",
            "+79 16 12 345 12",
        ),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "тел. {}, доб. 5", "tel:{}", "phone={}&next=1", '{{"x": "a\\n{}"}}', "login%3D{}%26a"]
)
def test_phone_is_masked_however_it_is_spelled(phone: str, around: str):
    masked = mask(around.format(phone))
    assert masked == around.format(PHONE)
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "field",
    [
        "phone=916 123-45-12",
        "тел. 9161234512",
        "phone 9161234512",
        "user_phone: 9161234512",
        "userPhone=9161234512",
        "login: 916 123 45 12",
        "'Телефон': '916.123.45.12'",
    ],
)
def test_phone_without_its_eight_is_masked_where_a_phone_stands(field: str):
    assert mask(field) == f"{field[: field.index('916')]}{PHONE}{field[field.index('12', -3) + 2 :]}"


@pytest.mark.parametrize(
    "text",
    [
        *("Введите 4 цифры", "2026-11-23 19:59:12.123456"),
        *("at 1763920000.123456", "ID 757843276", "8.9.2026 12:34:56"),
        *(
            "status_code=200",
            "state=visible",
            '"state": "hidden"',
            "code = read(phone)",
            'МБОУ "Школа №51"',
            "127.0.0.1:45123",
        ),
        *(
            "organization 216579624, 251 подписчик",
            "7 8 9 10 11 12 13 14 15 16",
            "79 161 234 512 руб.",
            "1.89161234512",
        ),
        *(
            '"classes": [{"code": "5А", "title": "5А"}]',
            "code=11Б",
            '"messages_7_days": {"757843276": 89}',
            "8.9.2026 12-34-56-78",
        ),
        *(
            f'"code": "{SHA}", "authorization": "Bearer {SHA}"',
            f"code={SHA}&state={SHA}",
            "sha256:89161234512a",
            f"a{'8' * 40}",
        ),
        *(
            '"authorization": "", "phone": null',
            "authorization_code",
            '"token_type": "Bearer"',
            "error=invalid_token",
            "tokens: 7",
        ),
        *(
            "class SessionStore(token: str | None = None)",
            "session = Session()",
            "Basic authentication",
            "password_set: true",
        ),
        *(
            "@vkid/sdk@2.6.7",
            "pytest@",
            "https://host/@user",
            "exit code: 1",
            "Код завершения 130",
            "код ошибки",
            "(?P<code>x)",
        ),
        *(
            "f47ac10b-58cc-4372-8567-890216123451",
            "SFERUM_SANDBOX_TOKEN",
            "--sandbox-token",
            "no token: sign in",
            "8.8.8.8:8888",
        ),
        *(
            '"password": null, "token": true',
            "def submit(code: str, state: str) -> None",
            "duration_s: 0.8912345678901",
        ),
    ],
)
def test_the_rest_is_left_alone(text: str):
    assert mask(text) == text


def test_known_values_are_masked_as_addresses_and_json_carry_them():
    text = f"Сафина, name={quote('Сафина')}, {json.dumps('Сафина')}, Сафинами"
    assert mask(text, ["Сафина"]) == 'name, name=****, "****", Сафинами'.replace("name", "****", 1)
    assert json.loads(mask('{"left": 4321, "x": 0.4321, "y": [1, 4321]}', ["4321"])) == {
        "left": HIDDEN,
        "x": 0.4321,
        "y": [1, HIDDEN],
    }


SECRET_NAMES = ("code", "password", "access_token", "authorization", "Cookie", "secret", "state", "vk_session", "phone")
SECRETS = ("70915", "+79161234512", 79161234512, "8 916 123-45-12", JWT, 'a"b\\', "http://u:p@h/", "Bearer abcdef.1234")
plain = st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8) | st.floats(allow_nan=False, width=16)
leaves = (
    plain
    | st.sampled_from(SECRETS)
    | st.sampled_from(
        ["code=1234&a", "Cookie: a\r\nB: c", "Код 1234", "яa@b.ru", "password='ab", "]", "[1, 79161234512"]
    )
)
trees = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(SECRET_NAMES) | st.text(max_size=5), inner, max_size=4)
        | inner.map(json.dumps)
    ),
    max_leaves=8,
)


@given(st.lists(trees), st.booleans(), st.sampled_from([None, 2]))
def test_json_stays_json_and_masking_twice_is_masking_once(tree: Any, ascii_only: bool, indent: int | None):
    text = json.dumps(tree, ensure_ascii=ascii_only, indent=indent)
    masked = mask(text)
    assert shape(masked) == shape(text)
    assert mask(masked) == masked


def shape(text: str) -> Any:
    """Returns how many members the JSON has at each level; names, too, may be masked."""

    def count(part: Any) -> Any:
        if not isinstance(part, list):
            return None
        return [count(member[1] if isinstance(member, tuple) else member) for member in part]

    return count(json.loads(text, object_pairs_hook=list))


@given(st.dictionaries(st.sampled_from(("code", "password", "refresh_token")), st.text(min_size=3), min_size=1))
def test_no_secret_of_a_form_or_of_json_gets_through(secrets: dict[str, str]):
    marked = {name: f"Q7{value}" for name, value in secrets.items()}
    for text in (urlencode(marked), json.dumps(marked), json.dumps(json.dumps(marked)), quote(json.dumps(marked))):
        assert "Q7" not in mask(text)


_LONG = (
    *("+7" + " " * 50_000, "+7" + "<b>" * 15_000, "<input " * 7_000, "a=b[c]" * 8_000, "&quot;" * 8_000, "[" * 50_000),
    *("--password " * 5_000, "<password>" * 5_000, '{"a":' * 10_000 + "1" + "}" * 10_000, "{}\n" * 15_000),
    *("\\" * 50_000, "\\u002b" * 8_000, "+ " * 25_000, "+<b>" * 12_000, "phone " * 8_000),
    *('"value":"' * 5_000, "user[" * 10_000, "%5B" * 15_000, "79" * 25_000, " - " * 15_000),
)


@pytest.mark.parametrize(
    "text", ["a" * 50_000, "a-" * 25_000, "8 " * 25_000, "QUJD/+" * 9_000, '"code": "' * 5_000, *_LONG]
)
@pytest.mark.timeout(60)  # a pattern that tries everything takes hours
def test_long_text_takes_no_longer_than_it_is(text: str):
    with expect_cpu_within(5):
        assert len(mask(text)) <= len(text) + 10


def test_picture_of_a_failure_is_masked_whole():
    class Entry:
        lines = ("as it is",)

    entry = Entry()
    entry.lines = ("password: x",)
    assert mask_all([entry, "code=77"], mask)[1] == "code=****"
    assert entry.lines == ("password: ****",)


@pytest.mark.parametrize("code", ["4821", "48215", "482193", "4821935", "48219357"])
@pytest.mark.parametrize(
    "text",
    [
        *("Код {} не подошёл", "Ваш код: {}", "Ваш код — {}.", "Введите код ({})", "коды «{}»"),
        *("Код подтверждения {}", "код для входа {}", "код из SMS: {}", "PIN {}", "пин-код: {}"),
        *("{} — ваш код", "{} - код подтверждения VK ID", "SMS: {} ваш код для входа", "{} is your code"),
        *("Confirmation code: {}", "one-time code is {}", "коды 1111 и {}", "Codes: 1111, {}"),
        *('- textbox "Введите 4 цифры": "{}"', '- textbox "Введите 4 цифры" [active]: {}'),
        *("?code={}&x=1", '"code": "{}"', "code='{}'", "otp={}", '<input name="code" value="{}">'),
        *("get_by_label('Введите 4 цифры').fill('{}')", 'keyboard.type("{}")', 'press_sequentially("{}")'),
    ],
)
def test_code_of_four_to_eight_digits_is_masked_where_it_is_one(text: str, code: str) -> None:
    masked = mask(text.format(code))

    assert code not in masked
    assert HIDDEN in masked
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        *("в 2026 году", "с 1999 по 2026", "3 ноября 2026 г., 09:05", "2026 — код класса 5А", "1500 кодов за неделю"),
        *("код действует 4 минуты", "код ответа 404", "код организации 1234567", "ID 4821", "Чаты 4821"),
        *("251 подписчик", "Ожидалось 1024, увидено 2048", "Введите 4 цифры", "to have count '1500'"),
    ],
)
def test_years_and_counts_are_no_codes(text: str) -> None:
    assert mask(text) == text
