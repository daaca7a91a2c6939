"""`target init`: opens a journal, looks what its things are called, and writes a target file with the guesses."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import httpx
from playwright.sync_api import Error
from pydantic import ValidationError

from automation.addresses import parse_origin
from automation.atomic_files import open_replacement
from automation.exit_codes import EXIT_FOUND, EXIT_NOT_CHECKED
from automation.job_browser import JobError, open_browser
from automation.stand import build_network_rules
from automation.stand_table import find_stand_mistakes
from automation.target import TargetError, TargetFile, read_target
from mock_server.cli import print_error, raise_interruption
from mock_server.error_texts import describe_os_error
from pages.labels import quote_label, quote_text
from pages.sign_in_form import Credentials
from validation.probe import probe_journal
from validation.target_attempts import describe_attempt_error
from validation.target_draft import Draft
from validation.target_survey import SurveyError, survey_journal
from validation.target_text import Settings, format_target, list_sign_in_labels

DEFAULT_VARIABLE = "JOURNAL_PASSWORD"


@click.command("init")
@click.argument("address", metavar="URL")
@click.option("--out", metavar="ФАЙЛ", type=click.Path(dir_okay=False, path_type=Path), default="vendor.toml",
              show_default=True, help="Куда писать.")  # fmt: skip
@click.option("--login", "logins", metavar="ЛОГИН", multiple=True,
              help="Кем войти; можно и двумя: одним привязанным, другим нет.")  # fmt: skip
@click.option("--password-variable", metavar="ИМЯ", default=DEFAULT_VARIABLE, show_default=True,
              help="Переменная с паролем; не задана — пароль спросят.")  # fmt: skip
@click.option(
    "--connect", is_flag=True, help="Нажать и «Перейти к подключению»: узнать приложение VK ID, не привязывая."
)
@click.option("--organization-id", metavar="N", type=click.IntRange(1, 2**53), help="Номер организации в Сферуме.")
@click.option("--sandbox", metavar="URL", help="Управление песочницей, с которой работает журнал.")
@click.option("--certificate", metavar="ФАЙЛ", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Сертификат стенда или его центра, PEM.")  # fmt: skip
@click.option("--basic-user", metavar="ИМЯ", help="HTTP Basic перед журналом: имя.")
@click.option("--basic-password-variable", metavar="ИМЯ", help="HTTP Basic: переменная с паролем.")
@click.option("--force", is_flag=True, help="Заменить файл, если он есть.")
@click.option("--headed", is_flag=True, help="Показать браузер.")
@click.pass_context
def init(context: click.Context, /, address: str, out: Path, **options: Any) -> None:
    """Осмотреть журнал по адресу его страницы входа и написать файл цели.

    Нажимаются только вход, меню и ссылки: ничего не привязывается, не отвязывается и не отправляется.

    \b
    Код завершения:
      0  файл написан, в нём есть всё, что нужно target check
      1  файл написан, но в него надо что-то вписать: что, сказано
      2  файла нет: журнал не открылся, файл уже есть, нет браузера
    """
    try:
        if out.exists() and not options["force"]:
            raise JobError(f"{out}: файл уже есть; чтобы заменить его, добавьте --force, или назовите другой в --out")
        file, stand = _build_file(address, out, options)
        teachers = _read_credentials(options["logins"], options["password_variable"])
        draft = Draft(journal=file.journal or "", sign_in_path=file.sign_in_path)
        _survey(file, draft, teachers, headed=options["headed"], connect=options["connect"])
        settings = Settings(options["password_variable"], options["sandbox"], options["organization_id"], stand)
        unwritten = _write(out, format_target(draft, settings))
    except (TargetError, JobError, SurveyError) as error:
        print_error(error)
        context.exit(EXIT_NOT_CHECKED)
    if not teachers:
        draft.problems.append("кем войти, не сказано: добавьте --login, и файл расскажет о страницах после входа")
    _report(out, draft, unwritten)
    context.exit(EXIT_FOUND if draft.problems or unwritten else 0)


def _build_file(address: str, out: Path, options: dict[str, Any]) -> tuple[TargetFile, tuple[str, ...]]:
    """Returns what leads to the journal's sign-in page, and the lines of `[stand]`. Raises JobError."""
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if "@" in parts.netloc:  # not told: the password is in it
        raise JobError("в адресе имя или пароль: для HTTP Basic есть --basic-user и --basic-password-variable")
    origin = parse_origin(parts.geturl())
    if not origin or " " in parts.netloc:
        raise JobError(f"{address or 'адрес пуст'}: нужен адрес страницы входа, вида https://journal.example/login")
    path = (
        f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}{f'#{parts.fragment}' if parts.fragment else ''}"
    )
    certificate = options["certificate"]
    stand = {
        "certificate": certificate and os.path.relpath(certificate, out.parent),
        "basic_user": options["basic_user"],
        "basic_password_variable": options["basic_password_variable"],
    }
    named = {key: str(value) for key, value in stand.items() if value}
    if mistakes := [
        f"{'.'.join(map(str, place))}: {text}" for place, text in find_stand_mistakes({"stand": named}, out.parent)
    ]:
        raise JobError("; ".join(mistakes))
    try:
        file = TargetFile.model_validate({"journal": origin, "sign_in_path": path, "stand": named})
    except ValidationError as error:
        raise JobError(
            "; ".join(
                str(details["ctx"]["error"] if "ctx" in details else details["msg"]) for details in error.errors()
            )
        ) from error
    file = file.model_copy(update={"stand": file.stand.within(out.parent)})
    return file, tuple(f"{key} = {quote_text(value)}" for key, value in named.items())


def _read_credentials(logins: tuple[str, ...], variable: str) -> list[Credentials]:
    """Returns who signs in. Asks for the password where the variable has none. Raises JobError."""
    if not logins:
        return []
    if not os.environ.get(variable, "").strip():
        try:
            os.environ[variable] = click.prompt(f"Пароль ({variable})", hide_input=True, err=True)
        except click.Abort as error:
            raise JobError(f"переменная окружения {variable} не задана, и спросить пароль не у кого") from error
    return [Credentials(login, os.environ[variable]) for login in dict.fromkeys(logins)]


def _survey(file: TargetFile, draft: Draft, teachers: list[Credentials], *, headed: bool, connect: bool) -> None:
    """Fills in the draft. Raises SurveyError and JobError where nothing of the journal can be seen."""
    try:
        probe_journal(file, follow_redirects=True)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise SurveyError(f"{file.sign_in_address}: {describe_attempt_error(error)}") from error
    with open_browser(headed=headed, network=build_network_rules(file)) as browser:
        try:
            survey_journal(browser, file, draft, teachers, connect=connect)
        except Error as error:
            raise_interruption(error)
            draft.problems.append(describe_attempt_error(error))


def _write(out: Path, text: str) -> list[str]:
    """Writes the file; returns what `target check` would miss in it. Raises JobError."""
    try:
        with open_replacement(out, private=False) as unfinished:
            unfinished.write_text(text, encoding="utf-8")
    except OSError as error:
        raise JobError(f"{out}: не записать: {describe_os_error(error)}") from error
    try:
        read_target(out)
    except TargetError as error:
        return str(error).splitlines()
    return []


def _report(out: Path, draft: Draft, unwritten: list[str]) -> None:
    """Prints what was found, and what is still to be written into the file."""
    found = {key: quote_label(guess.label) for key, guess in draft.guesses.items() if not guess.note}
    for key, label in {**list_sign_in_labels(draft), **found}.items():
        click.echo(f"  ✓ {key} = {label}")
    for problem in dict.fromkeys(draft.problems):
        click.echo(f"  ✗ {problem}")
    for line in unwritten:
        click.echo(f"  ! {line}")
    ready = "осталось вписать то, что отмечено выше, и " if draft.problems or unwritten else ""
    click.echo(f"Записано: {out}; {ready}проверить: target check {out}")
