"""click's own texts in Russian: help, usage, and what it says of a wrong command line."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from click import core, decorators, exceptions, formatting, parser, termui, types
from click.core import ParameterSource

from mock_server.option_variables import find_variable

_MODULES = (core, decorators, exceptions, formatting, parser, termui, types)
_HELP = {
    "Usage:": "Использование:",
    "Options": "Параметры",
    "Commands": "Команды",
    "Positional arguments": "Аргументы",
    "Show this message and exit.": "Показать эту справку и выйти.",
    "Show the version and exit.": "Показать версию и выйти.",
    "%(prog)s, version %(version)s": "%(prog)s, версия %(version)s",
    "Try '{command} {option}' for help.": "Справка: {command} {option}",
    "default: {default}": "по умолчанию: {default}",
    "env var: {var}": "переменная среды: {var}",
    "required": "обязательно",
    "(dynamic)": "(вычисляется)",
    "deprecated": "устарело",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}": (
        "Команда {name!r} устарела.{extra_message}"
    ),
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}": (
        "Параметр {name!r} устарел.{extra_message}"
    ),
    "Confirm the action without prompting.": "Выполнить без вопроса.",
}
_MISTAKES = {
    "Error: {message}": "Ошибка: {message}",
    "Aborted!": "Прервано.",
    "unknown error": "неизвестная ошибка",
    "Invalid value: {message}": "неверное значение: {message}",
    "Invalid value for {param_hint}: {message}": "неверное значение {param_hint}: {message}",
    "Missing command.": "не указана команда.",
    "Missing argument": "не указан аргумент",
    "Missing option": "не указан параметр",
    "Missing parameter": "не указан параметр",
    "Missing parameter: {param_name}": "не указан параметр: {param_name}",
    "Missing {param_type}": "не указан {param_type}",
    "No such command {name!r}.": "нет команды {name!r}.",
    "No such option {name!r}.": "нет параметра {name!r}.",
    "Did you mean {possibility}?": "Может быть, {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Может быть, что-то из этого: {possibilities}?)",
    "Got unexpected extra argument ({args})": "лишний аргумент ({args})",
    "Got unexpected extra arguments ({args})": "лишние аргументы ({args})",
    "Option {name!r} does not take a value.": "у параметра {name!r} не бывает значения.",
    "Option {name!r} requires an argument.": "параметру {name!r} нужно значение.",
    "Option {name!r} requires {nargs} arguments.": "параметру {name!r} нужно значений: {nargs}.",
    "Argument {name!r} takes {nargs} values.": "аргументу {name!r} нужно значений: {nargs}.",
    "Takes {nargs} values but 1 was given.": "нужно значений: {nargs}, дано: 1.",
    "Takes {nargs} values but {len} were given.": "нужно значений: {nargs}, дано: {len}.",
    "{len_type} values are required, but {len_value} was given.": "нужно значений: {len_type}, дано: {len_value}.",
    "{len_type} values are required, but {len_value} were given.": "нужно значений: {len_type}, дано: {len_value}.",
    "Could not open file {filename!r}: {message}": "не открыть файл {filename!r}: {message}",
}
_VALUES = {
    "file": "файл",
    "directory": "папка",
    "path": "путь",
    "Choose from:\n\t{choices}": "Выберите из:\n\t{choices}",
    "{value!r} is not {choice}.": "{value!r} — не {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} — не из списка {choices}.",
    "{value} is not in the range {range}.": "{value} — вне границ {range}.",
    "{value!r} is not a valid {number_type}.": "{value!r} — не {number_type}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": "{value!r} — не да и не нет. Можно: {states}",
    "{value!r} is not a valid UUID.": "{value!r} — не UUID.",
    "{value!r} does not match the format {format}.": "{value!r} — не в виде {format}.",
    "{value!r} does not match the formats {formats}.": "{value!r} — не в одном из видов {formats}.",
    "{name} {filename!r} does not exist.": "{filename!r}: такого нет.",
    "{name} {filename!r} is a file.": "{filename!r} — файл, а не папка.",
    "{name} {filename!r} is a directory.": "{filename!r} — папка, а не файл.",
    "{name} {filename!r} is not readable.": "{filename!r} прочитать нельзя.",
    "{name} {filename!r} is not writable.": "{filename!r} записать нельзя.",
    "{name} {filename!r} is not executable.": "{filename!r} запустить нельзя.",
}
_PROMPTS = {
    "Do you want to continue?": "Продолжить?",
    "Press any key to continue...": "Нажмите любую клавишу…",
    "Repeat for confirmation": "Повторите",
    "Error: The two entered values do not match.": "Ошибка: введено разное.",
    "Error: invalid input": "Ошибка: непонятный ответ",
}
TEXTS = {**_HELP, **_MISTAKES, **_VALUES, **_PROMPTS}
_PLACEHOLDERS = {"[OPTIONS]": "[ПАРАМЕТРЫ]", "COMMAND [ARGS]...": "КОМАНДА …"}


class _HelpFormatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        for placeholder, russian in _PLACEHOLDERS.items():
            args = args.replace(placeholder, russian)
        super().write_usage(prog, args, prefix)


@contextmanager
def russian_click() -> Iterator[None]:
    """Makes click speak Russian while the block runs, for commands of any class.

    click passes nearly all its texts through gettext. A catalogue in a file would need LANGUAGE in the environment,
    which the programs that we start would obey too. So click's modules get functions that look into `TEXTS`.
    """
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in _REPLACEMENTS]
    for owner, name, replacement in _REPLACEMENTS:
        setattr(owner, name, replacement)
    try:
        yield
    finally:
        for owner, name, original in before:
            setattr(owner, name, original)


def _translate(text: str) -> str:
    return TEXTS.get(text, text)


def _translate_plural(singular: str, plural: str, number: int) -> str:
    return _translate(singular if number == 1 else plural)


def _error_hint(option: click.Option, context: click.Context | None) -> str:
    """Names the variable alone where the value comes from it, and both where there is no value."""
    if variable := find_variable(option, context):
        return f"переменной среды {variable}"
    hint = _click_error_hint(option, context)
    is_given = context is not None and context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    return hint.partition(" (env var: ")[0] if is_given else hint.replace(" (env var: ", " (переменная среды: ")


_click_error_hint = click.Option.get_error_hint
_REPLACEMENTS: list[tuple[object, str, object]] = [
    (click.Context, "formatter_class", _HelpFormatter),
    *((number, "name", "целое число") for number in (types.IntParamType, types.IntRange)),
    *((number, "name", "число") for number in (types.FloatParamType, types.FloatRange)),
    (click.Option, "get_error_hint", _error_hint),
    *((module, "_", _translate) for module in _MODULES if hasattr(module, "_")),
    *((module, "ngettext", _translate_plural) for module in _MODULES if hasattr(module, "ngettext")),
]
