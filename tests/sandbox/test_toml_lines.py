"""The lines of a TOML file: where each key stands, whatever the file's strings say."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.toml_lines import Location, find_line

FILE = '''\
name = "Журнал [teachers] # 1"   # [journal]
words = """
phone = "not a key"
[teachers]
"""""
path = 'C:\\[x]'

[journal]
address = "http://127.0.0.1:5001"
sign-in.login.label = "Логин"
sign-in.path = "/login"
"odd.key" = 1.5
'при\\вет' = 2026-12-31 10:00:00

[[teachers]]
login = "a"
[[teachers]]
login = "b"
phone = 5
classes = [
    "5А",  # ]
    "6Б",
    ["7В", { name = "8Г", size = 1 }],
]
reset = { button = "Отвязать", then = { wait = "x" } }
[teachers.profile]
has = true
[[teachers.links]]
org = 1
[[teachers.links]]
org = 2

[a.b]
c = 1
[a]
d = {}
e = []
[ "last" . one ]
key = true'''


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("name",), 1),
        (("words",), 2),
        (("path",), 6),
        (("journal",), 8),
        (("journal", "address"), 9),
        (("journal", "sign-in"), 10),
        (("journal", "sign-in", "login", "label"), 10),
        (("journal", "sign-in", "path"), 11),
        (("journal", "odd.key"), 12),
        (("journal", "при\\вет"), 13),
        (("teachers",), 15),
        (("teachers", 0), 15),
        (("teachers", 0, "login"), 16),
        (("teachers", 1, "login"), 18),
        (("teachers", 1, "phone"), 19),
        (("teachers", 1, "classes"), 20),
        (("teachers", 1, "classes", 1), 22),
        (("teachers", 1, "classes", 2, 1, "size"), 23),
        (("teachers", 1, "reset", "then", "wait"), 25),
        (("teachers", 1, "profile", "has"), 27),
        (("teachers", 1, "links", 1, "org"), 31),
        (("a", "b", "c"), 34),
        (("a",), 35),
        (("a", "d"), 36),
        (("a", "e"), 37),
        (("last", "one", "key"), 39),
    ],
)
def test_line_of_a_key(location: Location, line: int):
    """Найдена строка ключа TOML."""
    tomllib.loads(FILE)

    assert find_line(FILE, location) == line


@pytest.mark.parametrize(
    ("location", "line"),
    [
        (("teachers", 0, "phone"), 15),
        (("teachers", 1, "name"), 17),
        (("teachers", 1, "reset", "label"), 25),
        (("teachers", 1, "classes", 2, 1, "teacher"), 23),
        (("journal", "sign-in", "password"), 10),
        (("a", "x"), 35),
        (("services",), None),
        ((), None),
    ],
)
def test_missing_key_is_looked_for_in_its_table(location: Location, line: int | None):
    """Недостающий ключ указывает на свою таблицу."""
    assert find_line(FILE, location) == line


def test_parts_that_only_pydantic_knows_are_passed_over():
    """Части пути, известные только pydantic, пропущены."""
    assert find_line(FILE, ("teachers", 1, "reset", "HttpReset", "button")) == 25
    assert find_line(FILE, ("journal", "address", "[key]")) == 9


def test_lines_of_other_systems():
    """Строки считаются и с переводами строк других систем."""
    assert find_line("a = 1\r\n[b]\r\nc = 1\r\n", ("b", "c")) == 3


@given(
    st.dictionaries(
        st.text(), st.text() | st.integers() | st.lists(st.text() | st.dictionaries(st.text(), st.text())), max_size=5
    )
)
def test_every_key_stands_where_it_was_written(document):
    """Каждый ключ TOML найден там, где он записан.

    The values are JSON's strings, numbers and lists, which TOML has too; each key has a line of its own.
    """
    text = "".join(f"{_quoted(key)} = {_toml(value)}\n" for key, value in document.items())
    assert tomllib.loads(text) == document

    assert [find_line(text, (key,)) for key in document] == list(range(1, len(document) + 1))


def _toml(value) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(_toml(element) for element in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_quoted(key)} = {_toml(element)}' for key, element in value.items())}}}"
    return str(value)


def _quoted(text: str) -> str:
    return '"' + "".join(c if c.isalnum() or c in " #[]{}=.,'" else f"\\U{ord(c):08x}" for c in text) + '"'
