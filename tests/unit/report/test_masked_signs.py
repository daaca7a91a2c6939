"""Every member of every set of signs in the rules of masking: none can be left out of its set unseen."""

import pytest

from report.masking import mask

PHONE = "+7 9** ***-**-12"
OTHER_DIGITS = "012567"
"""No Russian phone begins with one of these after its 7 or 8."""


@pytest.mark.parametrize("digit", "3489")
@pytest.mark.parametrize(
    "spelling",
    [
        *("8 {}16 123-45-12", "8({}16)1234512", "8-{}16-123-45-12", "8.{}16.123.45.12", "8{}16 1234512"),
        *("7 {}16 123-45-12", "7({}16)123-45-12", "7{}16-123-45-12", "７ {}16 123 45 12", "８ {}16 123 45 12"),
        *("8{}161234512", "7{}161234512", "+7{}161234512", "+7 ({}16) 123-45-12", "%2B7{}161234512"),
        *("00 7 {}16 123-45-12", "007{}161234512", "8%20{}16%201234512", "8&nbsp;{}16&nbsp;1234512"),
    ],
)
def test_phone_of_each_kind_is_masked_in_each_spelling(digit: str, spelling: str) -> None:
    masked = f"тел: +7 {digit}** ***-**-12, x"
    assert mask(f"тел: {spelling.format(digit)}, x") == masked


@pytest.mark.parametrize("digit", OTHER_DIGITS)
@pytest.mark.parametrize("text", ["8 {}16 123-45-12", "8{}161234512", "7 {}16 1234512", "00 7 {}16 123-45-12"])
def test_number_that_begins_as_no_phone_does_is_left_alone(digit: str, text: str) -> None:
    assert mask(text.format(digit)) == text.format(digit)


GAPS = [
    *(" ", "\t", "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", ".", "/", "+", "_", "-"),
    *("\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"),
    *("\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212"),
    *("%20", "%2D", "%2E", "%2F", "%2520", "%252D", "%C2%A0", "%25C2%25A0", "%c2%a0", "&nbsp;", "\\u00a0", "\\\\u2011"),
    *("\\u00AD", "\\u202F", "%E2%80%8B", "%E2%80%AA"),
    *(f"%E2%80%{last}" for last in ("80", "8F", "90", "91", "94", "A0", "AF")),
]


@pytest.mark.parametrize("gap", GAPS)
def test_each_sign_may_stand_between_the_digits_of_a_phone(gap: str) -> None:
    for before in ("8", "+7"):
        assert mask(f"a {gap.join((before, '916', '123', '45', '12'))} b") == f"a {PHONE} b"


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("%28", "%29"), ("%2528", "%2529"), (" (", ") ")])
def test_brackets_may_stand_around_the_code_of_a_phone(opening: str, closing: str) -> None:
    for before in ("8", "+7"):
        assert mask(f"a {before}{opening}916{closing}1234512 b") == f"a {PHONE} b"


@pytest.mark.parametrize("plus", ["+", "\N{FULLWIDTH PLUS SIGN}", "%2B", "%2b", "%252B", "\\u002b", "\\u002B"])
@pytest.mark.parametrize("seven", ["7", "\N{FULLWIDTH DIGIT SEVEN}"])
def test_each_plus_begins_a_phone(plus: str, seven: str) -> None:
    assert mask(f"a {plus}{seven}9161234512 b") == f"a {PHONE} b"


@pytest.mark.parametrize(
    "before",
    [
        "%3D",
        "%2F",
        "%AB",
        "\\n",
        "\\r",
        "\\t",
        "\\u0020",
        "\\u003D",
        "\\u002F",
        "\\u00AB",
        "=",
        ":",
        '"',
        "'",
        "(",
        ">",
        ",",
    ],
)
@pytest.mark.parametrize("eight", "78\N{FULLWIDTH DIGIT SEVEN}\N{FULLWIDTH DIGIT EIGHT}")
def test_each_eight_begins_a_phone_after_what_is_no_word(before: str, eight: str) -> None:
    assert mask(f"a{before}{eight}9161234512 b") == f"a{before}{PHONE} b"


# --- Values under a name -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["&", '"', "'", "#", ",", ";", ")", "<", ">", "\\", "|", "]", "}", " ", "\n", "\t"])
def test_each_sign_ends_a_value(sign: str) -> None:
    assert mask(f"password=ab{sign}cd") == f"password=****{sign}cd"


@pytest.mark.parametrize(
    "sign", ["%22", "%23", "%26", "%27", "%2C", "%2c", "%3B", "%0A", "%2526", "&", "#", " ", "<", ">", '"', "'", "\\"]
)
def test_each_sign_ends_an_encoded_value(sign: str) -> None:
    assert mask(f"r=pin%3D77{sign}x") == f"r=pin%3D****{sign}x"


@pytest.mark.parametrize(
    "signs",
    [
        *("=", "==", "===", "=>", "!=", ":", ":=", ": ", " = ", " : ", "%3D", "%3A", "%253D", " — ", " – ", " - "),
        *('": "', "': '", '" = "', '" => "', '", "value": "', "%22%3A%22", "%27%3A%27", "[]=", "%5B%5D="),
    ],
)
def test_each_sign_may_stand_between_a_name_and_a_value(signs: str) -> None:
    assert mask(f"see 'password{signs}hunter2") == f"see 'password{signs}****"


@pytest.mark.parametrize("opening", "<([{")
def test_what_each_bracket_opens_in_prose_is_no_password(opening: str) -> None:
    assert mask(f"password: {opening}ab") == f"password: {opening}ab"


@pytest.mark.parametrize("letter", "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя")
def test_class_of_each_letter_is_no_code(letter: str) -> None:
    for text in (f"code={letter.join(('11', ''))}", f'"code": "5 {letter}"', f'"code": "5-{letter}"'):
        assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("state={}", "abcdefghij"),
        ("ticket={}", "abcdefghijklmnopqrst"),
        ("token: {}", "abcdefghijklmnopqrst"),
        ("token: {}", "abcdefg1"),
        ('q "password": {}', "123"),
        ("Код {}", "4821"),
    ],
)
def test_shortest_secret_is_masked_and_a_shorter_one_is_none(text: str, shortest: str) -> None:
    assert "****" in mask(text.format(shortest))
    assert mask(text.format(shortest[1:])) == text.format(shortest[1:])


# --- Codes, tokens and addresses by their looks ------------------------------------------------------------------


@pytest.mark.parametrize("sign", [" ", ":", "=", "—", "–", "№", "#", "«", "(", "-", ": «", " — ", '="'])
def test_each_sign_may_stand_before_a_code(sign: str) -> None:
    assert mask(f"Код{sign}4821") == f"Код{sign}****"


@pytest.mark.parametrize("dash", ["", "— ", "– ", "- "])
@pytest.mark.parametrize("words", ["ваш код", "это код", "код подтверждения", "код для входа", "is your code"])
def test_each_dash_may_stand_after_a_code(dash: str, words: str) -> None:
    assert mask(f"4821 {dash}{words}") == f"**** {dash}{words}"


@pytest.mark.parametrize("sign", ".~+/_-")
@pytest.mark.parametrize("scheme", ["Bearer", "Basic"])
def test_each_sign_inside_makes_a_token(scheme: str, sign: str) -> None:
    assert mask(f"got {scheme} abcd{sign}efgh, x") == f"got {scheme} ****, x"


@pytest.mark.parametrize("sign", "._-+")
def test_each_sign_may_stand_in_an_address(sign: str) -> None:
    assert mask(f"to ivan{sign}petrov@mail.ru") == "to i***@mail.ru"


@pytest.mark.parametrize("at", ["@", "%40", "%2540", "\\u0040"])
@pytest.mark.parametrize("first", ["i", "9", "_", "+", "-", "ё"])
def test_address_begins_with_each_sign_and_has_each_at(first: str, at: str) -> None:
    assert mask(f"to {first}van{at}mail.ru") == f"to {first}***{at}mail.ru"


@pytest.mark.parametrize("scheme", ["https", "postgresql", "ws", "redis"])
@pytest.mark.parametrize("host", ["host", "[::1]", "127.0.0.1", "école.fr"])
def test_name_and_password_before_each_host_are_masked(scheme: str, host: str) -> None:
    assert mask(f"{scheme}://user:pa55@{host}/x") == f"{scheme}://****@{host}/x"
