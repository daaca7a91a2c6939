"""Each name of a secret, each kind of phone, each place of a code has a row that only its own rule makes true."""

import pytest

from report.masking import mask
from report.masking.named_secrets import is_password

PHONE = "+7 9** ***-**-12"


@pytest.mark.parametrize(
    "text",
    [
        # a password: however short, wherever it stands
        *("passphrase: ab", "secret: ab", "my_pwd: ab", "пароль: ab", "секрет: ab", "passwd: ab"),
        *("secret_key: ab", "api_key=ab", "private_key=ab", "access_key=ab", "journal_key=ab", "stand_key=ab"),
        *("service_key=ab", "pwd_confirm=ab", "пароль_v=ab", "secret_value=ab", "секрет_v=ab"),
        # what a machine has made: as a value, and in prose where it looks so
        *("token=ab", "sid=ab", "nonce=ab", "csrf=ab", "xsrf=ab", "phpsessid=ab", "jsessionid=ab", "токен=ab"),
        *("code_challenge=ab", "device_id=ab", "payload=ab", "session_id=ab"),
        *("state=abcdefghijkl", "redirect_state=abcdefghijkl", "ticket=abcdefghijklmnopqrstu", "ticket=a1"),
        *("code_value=ab", "код_v=ab", "pin=ab", "otp_value=ab", "sms_code=ab"),
        "Password — hunter2",
    ],
)
def test_value_under_the_name_of_a_secret_is_masked(text: str) -> None:
    name, sign, _ = text.rpartition(" ") if " " in text else text.partition("=")
    assert mask(text) == f"{name}{sign}****"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("code_verifier: 0123456789abcdef", "code_verifier: ****"),
        ("token: abcdefghijklmnopqrstu", "token: ****"),
        # the whole line of a header
        ("X-My-Key: a b\nc", "X-My-Key: ****\nc"),
        ("X-My-Token: a b\nc", "X-My-Token: ****\nc"),
        ("X-My-Secret: a b\nc", "X-My-Secret: ****\nc"),
        ("X-My-Auth: a b\nc", "X-My-Auth: ****\nc"),
        ("Cookie: a\\b\nc", "Cookie: ****\nc"),
        ("curl -H 'Cookie: a\\b' url", "curl -H 'Cookie: ****' url"),
        # encoded
        ("r=code%3D77%3Bx", "r=code%3D****%3Bx"),
        ("r=code%3D77%0Ax", "r=code%3D****%0Ax"),
        ("r=code%3D%2077%26x", "r=code%3D%20****%26x"),
        ("r=code%3D+77%26x", "r=code%3D+****%26x"),
        ("assert password != 'ab'", "assert password != '****'"),
        ('q "password": 1234', 'q "password": "****"'),
        ("run --password a b", "run --password **** b"),
        ("cookie=ab c", "cookie=**** c"),
        ("Cookie: [a]", "Cookie: ****"),
        ("password=(ab", "password=****"),
        # a word of prose may be the password itself
        ("wrong password: no viewport", "wrong password: **** viewport"),
        ('q "pin": "12"', 'q "pin": "****"'),
        (r'{"a": "{\"pin\": 1234}"}', r'{"a": "{\"pin\": \"****\"}"}'),
        # by its looks
        ("Bearer abcdefg1", "Bearer ****"),
        ("Basic abcdefg=", "Basic ****"),
        ("Bearer abc.defgh", "Bearer ****"),
        ("Bearer abcDefgh", "Bearer ****"),
        ("x vk2.a.abc", "x ****"),
        ("x vk1.a.abc", "x ****"),
        # codes in prose
        *((f"{word} 4821", f"{word} ****") for word in ("пин", "otp", "pin", "code", "код из СМС", "код из письма")),
        *((f"{word} 4821", f"{word} ****") for word in ("код из звонка", "код входа", "код подтверждения", "code is")),
        ("4821 это код", "**** это код"),
        ("4821 код для входа", "**** код для входа"),
        ("codes: 1111 and 2222", "codes: **** and ****"),
        # e-mails
        ("a\\ni.petrov@mail.ru", "a\\ni***@mail.ru"),
        ("\\u0020i.petrov@mail.ru", "\\u0020i***@mail.ru"),
        ("i.petrov@mail.xn--p1ai", "i***@mail.xn--p1ai"),
        # markup
        ('<meta name="csrf-token" content="ab">', '<meta name="csrf-token" content="****">'),
        ('<input id="password" value="ab">', '<input id="password" value="****">'),
        ('<input autocomplete="one-time-code" value="ab">', '<input autocomplete="one-time-code" value="****">'),
        ("&apos;pin&apos;: &apos;a&apos;", "&apos;pin&apos;: &apos;****&apos;"),
        ("&#x22;pin&#x22;: &#x22;a&#x22;", "&#x22;pin&#x22;: &#x22;****&#x22;"),
    ],
)
def test_secret_is_masked_in_its_place(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("name", ["phone", "mobile", "tel", "login", "телефон", "номер", "логин"])
def test_ten_digits_under_the_name_of_a_phone_are_one(name: str) -> None:
    assert mask(f"x {name}: 9161234512 y") == f"x {name}: {PHONE} y"
    assert mask(f"x {name}%3D9161234512 y") == f"x {name}%3D{PHONE} y"
    assert mask(f'{{"{name}": 9161234512}}') == f'{{"{name}": "{PHONE}"}}'


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        *((f"x {word} 9161234512 y", f"x {word} {PHONE} y") for word in ("phone", "mobile", "tel", "тел.", "телефон")),
        ("9161234512", PHONE),
        ("a\n9161234512\nb", f"a\n{PHONE}\nb"),
        ("8%E2%80%89916%E2%80%891234512", PHONE),
        ("\\n89161234512", f"\\n{PHONE}"),
        ("\\u000a89161234512", f"\\u000a{PHONE}"),
        ('["x", [1], 89161234512] y', f'["x", [1], "{PHONE}"] y'),
        ('said {"a": 89161234512} y', f'said {{"a": "{PHONE}"}} y'),
        (r'said "{\"a\": 89161234512}" y', rf'said "{{\"a\": \"{PHONE}\"}}" y'),
        (r'said "[89161234512, 1]" y', rf'said "[\"{PHONE}\", 1]" y'),
        ("said 89161234512, y", f"said {PHONE}, y"),
        ("id=+79161234512", f"id={PHONE}"),
        ("id=8 916 123-45-12", f"id={PHONE}"),
        ('{\n"a": 1,\n"phone":\n9161234512\n}', f'{{\n"a": 1,\n"phone":\n"{PHONE}"\n}}'),
        ('{"a": "9161234512"}', f'{{"a": "{PHONE}"}}'),
    ],
)
def test_phone_is_masked_in_its_place(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        *(f"password={word}" for word in ("none", "null", "true", "false", "undefined", "str", "int", "bytes", "bool")),
        "authorization: Basic sha256:0123456789ab",
        "Bearer abcdefgh",
        "&quot;city&quot;: &quot;a&quot;",
        *("8 116 123-45-12", "8 916 1 2 345 12 9", "89161234512.5"),
        "state=hidden",
        *("ticket=abcdef", "ticket=abcdefghijkl", "ticket: a1", "token: a1", "password: (ab", 'q "pin": 12'),
        *('{"password": "none"}', 'a "password", "abc"', "id%3D79161234512"),
        *("<password> </password>", '<input name="x" value="password">'),
    ],
)
def test_what_only_looks_like_a_secret_is_left_alone(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("name", "is_one"), [("password", True), ("new_secret", True), ("compass", False), ("token", False)]
)
def test_people_choose_passwords(name: str, is_one: bool) -> None:
    assert is_password(name) == is_one
