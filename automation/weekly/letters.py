"""Letters to the teachers who are not linked, one file each and all of them in one, from a template.

A template is a page or a Word document of the school's, with marks such as `{{ФИО}}`; ours is `templates/letter.html`.
Ours: the guide has no letters. Their steps are its words, without the numbers, which have gaps there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

from babel.dates import format_date
from markupsafe import Markup, escape

from automation.errors import AutomationError
from automation.guide import load_requirements
from automation.weekly.recipients import Recipient

SAMPLES = {suffix: Path(__file__).parent / "templates" / f"letter{suffix}" for suffix in (".docx", ".html")}
"""One letter in both formats, to be made a school's own."""
_DEFAULT_TEMPLATE = SAMPLES[".html"]
FOLDER = "letters"
ALL_LETTERS = "000 все письма"
_STEPS = {
    "A": ("START-1", "START-2", "A-1", "A-2", "A-3", "A-4", "A-5", "A-7"),
    # Ours: the guide shows no confirmation in section B; VK ID asks for the code there too.
    "B": ("START-1", "START-2", "A-1", "A-2", "A-3", "A-4", "B-4", "B-5", "A-7"),
}
_BRANCHES = {
    "A": {
        "раздел": "A. Привязка при наличии учебного профиля Сферум",
        "профиль": "Учебный профиль Сферум у вас есть: осталось связать его с электронным журналом.",
    },
    "B": {
        "раздел": "B. Привязка при отсутствии учебного профиля Сферум",
        "профиль": "В отчёте школы вашего учебного профиля нет: его нужно создать и связать с электронным журналом. "
        "Если профиль у вас уже есть, на шаге «Проверить учётные данные» выберите его и нажмите «Продолжить».",
    },
}
_NUMBER = re.compile(r"^Шаг \d+\. ")
MARK = re.compile(r"\{\{\s*([^{}\n]{1,40}?)\s*\}\}")
STEPS_MARK = "шаги"
_BROKEN_MARK = re.compile(r"\{\{[^\n]{0,30}|[^\n]{0,30}\}\}")
_CODE = re.compile(r"<(script|style)\b.*?</\1\s*>|\son\w+\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.IGNORECASE | re.DOTALL)
"""Where a page has a language of its own: a text in it would need that language's quoting, and may be its command."""
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff\u200e\u200f\u202a-\u202e]')
_MAX_NAME_CHARS = 80
"""A name of a file may have 255 bytes; a Russian letter has two."""


class LetterTemplateError(AutomationError):
    """The template cannot be used; the message is one line: the file, what is wrong, what to do."""


@dataclass(frozen=True)
class LetterText:
    """What a letter says to one person: the texts of the marks, and the steps."""

    marks: dict[str, str]
    steps: list[str]


class LetterTemplate(Protocol):
    """A template of some format."""

    suffix: str

    def write_letter(self, path: Path, text: LetterText) -> None:
        """Writes the letter to one person."""

    def write_all(self, path: Path, texts: Sequence[LetterText]) -> None:
        """Writes all letters as one file, each on a page of its own."""


def load_template(path: Path | None) -> LetterTemplate:
    """Returns the school's template, or ours. Raises LetterTemplateError."""
    path = path or _DEFAULT_TEMPLATE
    suffix = path.suffix.lower()
    if suffix == ".docx":
        from automation.weekly.letters_docx import DocxTemplate  # a second's import, which few runs need

        return DocxTemplate(path)
    if suffix in (".html", ".htm"):
        return HtmlTemplate(path)
    raise LetterTemplateError(f"{path}: шаблон письма — .docx или .html; сохраните его так и назовите снова")


def write_letters(folder: Path, template: LetterTemplate, recipients: Sequence[Recipient], day: date) -> None:
    """Writes one file per recipient and one with all letters to print. Without recipients, none. Raises OSError."""
    if not recipients:
        return
    folder.mkdir()
    texts = [build_text(recipient, day) for recipient in recipients]
    for number, (recipient, text) in enumerate(zip(recipients, texts, strict=True), start=1):
        template.write_letter(folder / f"{number:03} {make_file_name(recipient.name)}{template.suffix}", text)
    template.write_all(folder / f"{ALL_LETTERS}{template.suffix}", texts)


def build_text(recipient: Recipient, day: date) -> LetterText:
    """Returns what the letter says; `day` is the report's."""
    marks = {
        "ФИО": recipient.name,
        "имя": " ".join(recipient.name.split()[1:]) or recipient.name,
        "ID": str(recipient.user_id or ""),
        "дата": format_date(day, "d MMMM y 'г.'", locale="ru"),
        "сверка": _describe_id(recipient.user_id),
        **_BRANCHES[recipient.branch],
    }
    return LetterText(marks, list_steps(recipient.branch))


def _describe_id(user_id: int | None) -> str:
    """Returns how the person compares the ID (E-2): a duplicate profile has another one (E-1)."""
    shown = "Свой ID видно в VK Мессенджере (web.vk.me): настройки → аккаунт."
    if user_id is None:
        return f"{shown} Он должен быть тем же, что в отчёте школы: сообщите его администратору."
    return (
        f"Ваш ID пользователя в отчёте школы: {user_id}. {shown} Если они не совпадают, вы пишете с профиля-дублёра: "
        "привяжите тот, который в отчёте."
    )


@cache
def list_steps(branch: str) -> list[str]:
    """Returns the steps of a section of the guide, in its words."""
    requirements = load_requirements()
    return [_NUMBER.sub("", requirements[step].title) + "." for step in _STEPS[branch]]


def check_marks(path: Path, marks: Mapping[str, object], texts: Sequence[str]) -> None:
    """Raises LetterTemplateError where the texts of a template have marks that nobody would fill, or none with a name.

    A mark that is broken would go out in every letter.
    """
    used = {match[1] for text in texts for match in MARK.finditer(text)}
    known = [*marks, STEPS_MARK]
    if unknown := sorted(used - set(known)):
        raise LetterTemplateError(f"{path}: меток {_list_marks(unknown)} нет; есть {_list_marks(known)}")
    if broken := next(filter(None, (_BROKEN_MARK.search(MARK.sub("", text)) for text in texts)), None):
        raise LetterTemplateError(
            f"{path}: метка записана не до конца: «{broken[0].strip()}»; по две скобки с каждой стороны: {{{{ФИО}}}}"
        )
    if not used & {"ФИО", "имя"}:
        raise LetterTemplateError(f"{path}: в шаблоне письма нет метки {{{{ФИО}}}}: все письма были бы одинаковы")


def _list_marks(names: Iterable[str]) -> str:
    return ", ".join(f"{{{{{name}}}}}" for name in names)


def make_file_name(name: str) -> str:
    """Returns the name as every system can name a file."""
    return _UNSAFE.sub("_", name)[:_MAX_NAME_CHARS].strip(" .") or "без имени"


class HtmlTemplate:
    """A page whose body is the letter."""

    suffix = ".html"

    def __init__(self, path: Path) -> None:
        try:
            html = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise LetterTemplateError(f"{path}: это не текст в UTF-8; сохраните шаблон в этой кодировке") from error
        self._before, self._body, self._after = _split_body(html)
        marks = build_text(Recipient("", "A"), date.min).marks
        _require_no_marks_in_code(path, html, [*marks, STEPS_MARK])
        check_marks(path, marks, [_CODE.sub("", html)])

    def write_letter(self, path: Path, text: LetterText) -> None:
        """Writes the page of one person. Raises OSError."""
        path.write_text(_fill(self._before + self._body + self._after, text), encoding="utf-8")

    def write_all(self, path: Path, texts: Sequence[LetterText]) -> None:
        """Writes one page that prints each letter on a sheet of its own. Raises OSError."""
        letters = [f'<div style="break-after: page">{_fill(self._body, text)}</div>' for text in texts[:-1]]
        letters.append(f"<div>{_fill(self._body, texts[-1])}</div>")
        title = LetterText(texts[0].marks | {"ФИО": "все письма", "имя": "все письма"}, [])
        html = _fill(self._before, title) + "\n".join(letters) + _fill(self._after, title)
        path.write_text(html, encoding="utf-8")


def _split_body(html: str) -> tuple[str, str, str]:
    start = re.search(r"<body\b[^>]*>", html, re.IGNORECASE)
    end = html.lower().rfind("</body")
    if start and end > start.end():
        return html[: start.end()], html[start.end() : end], html[end:]
    return '<!doctype html>\n<html lang="ru">\n<meta charset="utf-8">\n<title>Письмо</title>\n', html, "\n"


def _require_no_marks_in_code(path: Path, html: str, known: Sequence[str]) -> None:
    found = {match[1] for code in _CODE.finditer(html) for match in MARK.finditer(code[0])}
    if misplaced := sorted(found & set(known)):
        raise LetterTemplateError(
            f"{path}: метки {_list_marks(misplaced)} стоят в сценарии или стиле; оставьте их только в тексте письма"
        )


def _fill(html: str, text: LetterText) -> str:
    """Fills the marks of a page; what stands in its scripts and styles is none."""
    steps = Markup("<ol>{}</ol>").format(Markup("").join(Markup("<li>{}</li>").format(step) for step in text.steps))
    texts = {name: escape(value) for name, value in text.marks.items()} | {STEPS_MARK: steps}
    return MARK.sub(lambda match: texts.get(match[1], match[0]), html)
