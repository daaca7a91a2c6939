"""Signs that stand in few places: each row needs one member of a set of signs, of quotes or of letters."""

import pytest

from report.masking import mask

PHONE = "+7 9** ***-**-12"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        # quotes of either kind
        *((f"x {quote}phone{quote}: 9161234512 y", f"x {quote}phone{quote}: {PHONE} y") for quote in "'\""),
        *((f"x phone: {quote}9161234512{quote} y", f"x phone: {quote}{PHONE}{quote} y") for quote in "'\""),
        *((f"x {quote}9161234512{quote} y", f"x {quote}{PHONE}{quote} y") for quote in "'\""),
        *((f"Код из SMS: {quote}4821{quote}", f"Код из SMS: {quote}****{quote}") for quote in "'\""),
        *((f"Введите 4 цифры{quote}: {quote}4821", f"Введите 4 цифры{quote}: {quote}****") for quote in "'\""),
        *(
            (f"x [{quote}password{quote}, {quote}ab{quote}] y", f"x [{quote}password{quote}, {quote}****{quote}] y")
            for quote in "'\""
        ),
        *(
            (f"x ({quote}password{quote}, {quote}ab{quote}) y", f"x ({quote}password{quote}, {quote}****{quote}) y")
            for quote in "'\""
        ),
        ("Код из SMS=4821", "Код из SMS=****"),
        ("user89161234512", f"user{PHONE}"),
        ("user79161234512", f"user{PHONE}"),
        # tokens and addresses with a hyphen
        ("x eyJabcde-fghij y", "x **** y"),
        ("x eyJabcdef.ab-cd.e-f y", "x **** y"),
        ("x vk1.a.ab-cd y", "x **** y"),
        ("ivan@my-school.ru", "i***@my-school.ru"),
        ("ivan@a.b_c.ru", "i***@a.b_c.ru"),
        *((f"\\u00{code}ivan@mail.ru", f"\\u00{code}i***@mail.ru") for code in ("3A", "2F", "AB")),
        # markup
        *(
            (f"&#{code};pin&#{code};: &#{code};a&#{code};", f"&#{code};pin&#{code};: &#{code};****&#{code};")
            for code in ("34", "39", "x22", "x27")
        ),
        *(
            (f"<{name}>ab</{name}>", f"<{name}>****</{name}>")
            for name in ("new-password", "ns:password", "my.password")
        ),
        ("&quot;pin&quot;=&quot;a&quot;", "&quot;pin&quot;=&quot;****&quot;"),
        ("&quot;sms-code&quot;:&quot;a&quot;", "&quot;sms-code&quot;:&quot;****&quot;"),
        ("{'value': 'a', 'name': 'access-token'}", "{'value': '****', 'name': 'access-token'}"),
        # numbers and lists
        *((f'q "password": {number}', 'q "password": "****"') for number in ("12.5", "1e+9", "1e-9", "1E9", "-1234")),
        *((f'{{"password": {number}}}', '{"password": "****"}') for number in ("-12.5", "1e+30", "1E-30", "1e300")),
        ("{'password': {'a-b': 'x', 'c-d': 'y'}}", "{'password': {'a-b': '****', 'c-d': '****'}}"),
        # a name in each of its forms, and a field of a form
        *((f"{name}: ab", f"{name}: ****") for name in ("db-secret", "db-pwd", "пароля", "my-api-key", "my_api_key")),
        *(
            (f"{name}=ab&x", f"{name}=****&x")
            for name in ("my-sid", "session-id", "password[a-b]", "password%5Ba-b%5D")
        ),
        *((f"a%{code}pin=77&x", f"a%{code}pin=****&x") for code in ("3A", "0D", "AF", "253A", "250D")),
        # where a header ends
        *((f"Cookie: a{sign}b", f"Cookie: ****{sign}b") for sign in (r"\r", r"\n")),
        *((f"Cookie: a{sign}c", f"Cookie: ****{sign}c") for sign in ("\r", "\n")),
        *((f"curl -H 'Cookie: a{sign}b", f"curl -H 'Cookie: ****{sign}b") for sign in (r"\r", r"\n", "'", '"')),
        *((f"{name} — hunter2", f"{name} — ****") for name in ("Пароль", "Пароли", "passwords")),
    ],
)
def test_secret_is_masked_by_each_member_of_a_set(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        # numbers that are a part of something else
        *(
            "1-89161234512",
            "1.89161234512",
            "*89161234512",
            "891612345123",
            "89161234512Z",
            "89161234512z",
            "89161234512_",
        ),
        *("ab_89161234512", "userID=79161234512", "'userId': 79161234512", "'userId': '79161234512'"),
        *(
            "ids=['79161234512', '89161234512']",
            'ids=["79161234512", "89161234512"]',
            "1.4821 — ваш код",
            "a4821 — ваш код",
        ),
        # an address with no password in it
        *(f"http://a{sign}b@host" for sign in " /\"'<>?#\\\n\t"),
        *(f"--password {value}" for value in ("-x", "<x>", "[x]", "(x)", "TEXT", "MY_TEXT")),
    ],
)
def test_what_a_sign_tells_from_a_secret_is_left_alone(text: str) -> None:
    assert mask(text) == text
