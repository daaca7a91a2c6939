"""The catalogue of requirements: ours is complete, a broken one says where it is broken."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.guide import CATALOGUE, CatalogueError, load_requirements

GUIDE = [
    *("START-1", "START-2"),
    *("A-1", "A-2", "A-3", "A-3E", "A-4", "A-5", "A-7"),
    *("B-1", "B-2", "B-3", "B-4", "B-5", "B-8"),
    *("C-1", "C-2", "C-3", "C-4"),
    *("D-1", "D-2", "D-3", "E-1", "E-2", "E-3", "F-1", "F-2", "F-3"),
]


def test_catalogue_has_every_requirement_of_the_guide():
    catalogue = load_requirements()

    assert list(catalogue) == GUIDE
    assert {requirement.section.id for requirement in catalogue.values()} == set("0ABCDEF")
    assert all(requirement.source == "guide" for requirement in catalogue.values())


def test_whole_guide_is_covered():
    assert [id for id, requirement in load_requirements().items() if not requirement.covered] == []


def test_every_covered_requirement_has_a_test():
    marked = set(_marked(CATALOGUE.parent / "tests" / "e2e"))

    assert [id for id, requirement in load_requirements().items() if requirement.covered and id not in marked] == []


def _marked(folder: Path) -> Iterator[str]:
    """Yields every id that a `requirement(...)` mark in the folder's files names."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "requirement":
                yield from (str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))


def test_quotes_keep_their_lines(tmp_path):
    catalogue = load_requirements(_file(tmp_path, quote='"""\nТекст\n- пункт"""'))

    assert catalogue["X-1"].quote.splitlines() == ["Текст", "- пункт"]


@pytest.mark.parametrize(
    ("change", "place", "problem"),
    [
        ({"title": None}, "requirement X-1: title", "ключа нет"),
        ({"id": None}, "requirement № 1: id", "ключа нет"),
        ({"title": '" "'}, "requirement X-1: title", "не может быть пустым"),
        ({"title": "5"}, "requirement X-1: title", "нужен текст"),
        ({"severity": '"high"'}, "requirement X-1: severity", "нужно одно из"),
        ({"source": '"book"'}, "requirement X-1: source", "нужно одно из"),
        ({"section": '"Y"'}, "requirement X-1: section", "раздела 'Y' нет"),
        ({"section": "[]"}, "requirement X-1: section", "раздела [] нет"),
        ({"covered": '"no"'}, "requirement X-1: covered", "нужно true или false"),
        ({"covered": "false"}, "requirement X-1: why", "бывает при covered = false"),
        ({"why": '"так"'}, "requirement X-1: why", "бывает при covered = false"),
        ({"titel": '"x"'}, "requirement X-1: titel", "такого ключа нет"),
    ],
)
def test_broken_requirement_is_told_in_one_line(tmp_path, change, place, problem):
    path = _file(tmp_path, **change)

    with pytest.raises(CatalogueError) as raised:
        load_requirements(path)

    assert str(raised.value).startswith(f"{path}: {place}: ")
    assert problem in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"id = ", "строка 1: это не TOML: здесь нужно значение"),
        (b"[[requirement", "это не TOML: заголовок таблицы не закрыт скобкой"),
        (b"\xff", "файл не прочитать: это не текст в UTF-8"),
        (b"[[requirment]]", "requirment: здесь бывают только таблицы [[section]] и [[requirement]]"),
        (b"", "нет таблиц [[section]]"),
        (b"section = 5", "нет таблиц [[section]]"),
        (b'[[section]]\nid = "X"\ntitle = "X"\n', "нет таблиц [[requirement]]"),
        (b'[[section]]\nid = "X"\ntitle = "X"\n' * 2, "section X: id: такой уже есть"),
    ],
)
def test_broken_file_is_told_in_one_line(tmp_path, text, problem):
    path = tmp_path / "guide.toml"
    path.write_bytes(text)

    with pytest.raises(CatalogueError) as raised:
        load_requirements(path)

    assert str(raised.value).startswith(str(path))
    assert problem in str(raised.value)
    assert "\n" not in str(raised.value)


def test_file_that_notepad_saved_is_read(tmp_path):
    path = _file(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))

    assert list(load_requirements(path)) == ["X-1"]


def test_repeated_id_is_refused(tmp_path):
    path = _file(tmp_path)
    sections, _, requirement = path.read_text(encoding="utf-8").partition("\n\n")
    path.write_text(f"{sections}\n\n{requirement}{requirement}", encoding="utf-8")

    with pytest.raises(CatalogueError, match="requirement X-1: id: такой уже есть"):
        load_requirements(path)


def test_missing_file_is_told(tmp_path):
    with pytest.raises(CatalogueError, match=r"nowhere\.toml: файл не прочитать: такого файла нет"):
        load_requirements(tmp_path / "nowhere.toml")


def test_own_requirements_follow_the_guides_in_its_sections_or_in_their_own(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        '[[section]]\nid = "S"\ntitle = "Школа"\n\n[[requirement]]\nid = "S-1"\nsection = "S"\ntitle = "Своё"\n'
        '[[requirement]]\nid = "A-9"\nsection = "A"\ntitle = "И в разделе методички"\n',
        "utf-8",
    )

    catalogue = load_requirements(own=own)

    end_of_a = GUIDE.index("B-1")
    assert list(catalogue) == [*GUIDE[:end_of_a], "A-9", *GUIDE[end_of_a:], "S-1"]
    assert catalogue["A-9"].section == catalogue["A-1"].section
    assert (catalogue["S-1"].severity, catalogue["S-1"].source) == ("must", "ours")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "нет таблиц [[requirement]]"),
        ('[[requirement]]\nid = "A-1"\nsection = "A"\ntitle = "Занято"\n', "requirement A-1: id: такой уже есть"),
        ('[[section]]\nid = "A"\ntitle = "Занято"\n', "section A: id: такой уже есть"),
    ],
)
def test_broken_own_requirements_are_told(tmp_path, text, problem):
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")

    with pytest.raises(CatalogueError) as raised:
        load_requirements(own=own)

    assert str(raised.value) == f"{own}: {problem}"


def _file(folder: Path, **change: str | None) -> Path:
    """A catalogue of one requirement, with some of its values (in TOML) changed or, for None, left out."""
    values = {"id": '"X-1"', "section": '"X"', "title": '"Т"', "severity": '"must"', "source": '"guide"', **change}
    rows = [f"{name} = {value}\n" for name, value in values.items() if value is not None]
    path = folder / "guide.toml"
    path.write_text('[[section]]\nid = "X"\ntitle = "Раздел"\n\n[[requirement]]\n' + "".join(rows), "utf-8")
    return path
