"""click's own texts are Russian in every program of the project, and stay English in other people's."""

import ast
import inspect
import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from mock_server import click_texts
from mock_server.cli import ProgramGroup

FOR_DEVELOPERS = {
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Choice({choices})",
    "Could not determine name for option with declarations {decls!r}",
    "Invalid start character for option ({option})",
    "Name '{name}' defined twice",
    (
        "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
        "Did you mean to pass '--{name}'?"
    ),
    "Unknown color {colour!r}",
    "Value must be an iterable.",
}


def texts_of_click() -> Iterator[str]:
    """Every text that click passes through gettext."""
    for module in click_texts._MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                yield from (
                    text.value for text in node.args if isinstance(text, ast.Constant) and isinstance(text.value, str)
                )


def test_every_text_of_click_is_translated_and_no_other() -> None:
    texts = set(texts_of_click())
    assert len(texts) > 50, "the search has found its subject"
    assert texts - click_texts.TEXTS.keys() == FOR_DEVELOPERS
    assert click_texts.TEXTS.keys() - texts == {"required"}, "click passes this one by its name"


@click.group(cls=ProgramGroup)
def main() -> None:
    """Программа."""


@main.command()
@click.argument("files", nargs=2)
@click.option("--count", metavar="N", type=click.IntRange(1, 5), default=1, show_default=True, help="Сколько.")
@click.option("--word", metavar="СЛОВО", required=True, envvar="WORD", show_envvar=True, help="Какое.")
@click.option("--share", type=float)
@click.option("--folder", type=click.Path(exists=True, file_okay=False))
def plain(**_options: object) -> None:
    """Команда обычного класса."""


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["1", "2"], "не указан параметр '--word' (переменная среды: 'WORD')."),
        (["--word"], "параметру '--word' нужно значение."),
        (["--word=a", "--words=b"], "нет параметра '--words'. Может быть, '--word'?"),
        (["--word=a", "1"], "аргументу 'files' нужно значений: 2."),
        (["--word=a", "1", "2", "3"], "лишний аргумент (3)"),
        (["--word=a", "1", "2", "3", "4"], "лишние аргументы (3 4)"),
        (["--word=a", "--count=9"], "неверное значение '--count': 9 — вне границ 1<=x<=5."),
        (["--word=a", "--count=1.5"], "неверное значение '--count': '1.5' — не целое число."),
        (["--word=a", "--share=x"], "неверное значение '--share': 'x' — не число."),
        (["--word=a", "--folder=absent"], "неверное значение '--folder': 'absent': такого нет."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mistake_is_told_in_russian_by_a_command_of_any_class(arguments: list[str], line: str) -> None:
    run = CliRunner().invoke(main, ["plain", *arguments], prog_name="program")
    assert run.exit_code == 2
    assert run.stderr.splitlines()[-1] == f"Ошибка: {line}"
    assert not {"Error", "Usage", "Try"} & set(re.findall(r"\w+", run.stderr))


def test_unknown_command_is_told_in_russian() -> None:
    run = CliRunner().invoke(main, ["plane"], prog_name="program")
    assert run.exit_code == 2
    assert run.stderr == (
        "Использование: program [ПАРАМЕТРЫ] КОМАНДА …\nСправка: program --help\n\n"
        "Ошибка: нет команды 'plane'. Может быть, 'plain'?\n"
    )


def test_help_is_russian() -> None:
    pages = [CliRunner().invoke(main, [*command, "--help"]).output for command in ([], ["plain"])]
    for line in ("Параметры:", "Команды:", "Показать эту справку и выйти."):
        assert line in pages[0]
    for note in ("[по умолчанию: 1; 1<=x<=5]", "обязательно", "переменная среды:", "--share ЧИСЛО"):
        assert note in pages[1]
    assert "Usage" not in "".join(pages)


def test_programs_of_others_keep_clicks_words() -> None:
    @click.command()
    def other() -> None:
        """Their command."""

    CliRunner().invoke(main, ["plain"])
    assert CliRunner().invoke(other, ["--help"]).output.startswith("Usage: other [OPTIONS]\n")
