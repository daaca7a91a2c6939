"""Letters to those who are not linked: what they say, and the school's templates."""

from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from docx import Document

from automation.weekly.letters import (
    LetterTemplateError,
    list_steps,
    load_template,
    make_file_name,
    write_letters,
)
from automation.weekly.recipients import Recipient

DAY = date(2026, 11, 24)
WITH_PROFILE = Recipient("Хазеев Рустем Ильич", "A", 757843276)
WITHOUT_PROFILE = Recipient("Седова Юлия", "B")


def write(folder: Path, template: Path | None, *recipients: Recipient) -> dict[str, Path]:
    """Writes the letters, and returns the files by name."""
    write_letters(folder / "letters", load_template(template), recipients, DAY)
    return {path.name: path for path in (folder / "letters").iterdir()}


def save_docx(path: Path, fill: Callable[..., None]) -> Path:
    document = Document()
    fill(document)
    document.save(str(path))
    return path


def read_docx(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_steps_are_the_guides_without_its_gaps():
    assert list_steps("A") == [
        "Авторизоваться в электронном журнале.",
        "Войти в «Кабинет учителя».",
        "В верхнем меню нажать на значок мессенджера в навигационной панели.",
        "Нажать на кнопку «Перейти к подключению».",
        "В открывшемся окне ввести мобильный номер телефона и нажать «Продолжить».",
        (
            "Вход по номеру подтверждается SMS-кодом или звонком, который поступит на указанный номер. "
            "Ввести код и нажать «Продолжить»."
        ),
        "Проверить учётные данные и нажать «Продолжить» (учебный профиль).",
        (
            "В окне «Добавление профиля Сферум» принять согласие на привязку учётной записи в электронном журнале с "
            "учебным профилем «Сферум» в VK Мессенджере, нажав «Привязать»."
        ),
    ]
    assert list_steps("B")[6:8] == [
        "Проверить учётные данные и нажать «Создать учебный профиль».",
        (
            "Ввести настоящие ФИО, дату рождения, пол и нажать «Продолжить». "
            "На платформе Сферум создаётся учебный профиль с введёнными данными."
        ),
    ]
    assert list_steps("B")[-1] == list_steps("A")[-1]


def test_our_letter_tells_each_person_their_own_way(tmp_path: Path):
    files = write(tmp_path, None, WITH_PROFILE, WITHOUT_PROFILE)
    assert sorted(files) == ["000 все письма.html", "001 Хазеев Рустем Ильич.html", "002 Седова Юлия.html"]
    first, second = (unescape(files[name].read_text(encoding="utf-8")) for name in sorted(files)[1:])
    assert "Здравствуйте, Рустем Ильич!" in first
    assert "24 ноября 2026 г." in first
    assert "757843276" in first
    assert first.count("<li>") == 8
    assert "Создать учебный профиль" not in first
    assert "раздел B. Привязка при отсутствии учебного профиля Сферум" in second
    assert second.count("<li>") == 9
    assert "757843276" not in second
    both = unescape(files["000 все письма.html"].read_text(encoding="utf-8"))
    assert [both.count(text) for text in ("<!doctype html>", "</html>", "Здравствуйте", "break-after: page")] == [
        1,
        1,
        2,
        1,
    ]
    assert all("{{" not in path.read_text(encoding="utf-8") for path in files.values())


def test_nobody_gets_no_folder(tmp_path: Path):
    write_letters(tmp_path / "letters", load_template(None), [], DAY)
    assert list(tmp_path.iterdir()) == []


def test_text_of_a_name_is_no_markup_and_no_mark(tmp_path: Path):
    template = tmp_path / "letter.html"
    template.write_text("<p>{{ ФИО }}: {{шаги}}</p>", encoding="utf-8")
    [letter] = [
        path
        for name, path in write(tmp_path, template, Recipient("<script>{{ФИО}}", "A")).items()
        if name.startswith("001")
    ]
    html = letter.read_text(encoding="utf-8")
    assert "<script>" not in html
    assert "<p>&lt;script&gt;{{ФИО}}: <ol><li>" in html


def test_school_word_template_keeps_its_looks_and_may_be_split_by_word(tmp_path: Path):
    def fill(document):
        paragraph = document.add_paragraph("Кому: ")
        for part in ("{", "{Ф", "ИО}", "} и "):
            paragraph.add_run(part).bold = True
        paragraph.add_run("{{ID}}.")
        document.add_paragraph("{{шаги}}")
        document.add_table(1, 1).cell(0, 0).text = "{{имя}}"
        document.sections[0].footer.paragraphs[0].text = "Отчёт: {{дата}}"

    files = write(tmp_path, save_docx(tmp_path / "letter.docx", fill), WITH_PROFILE, Recipient("{{ФИО}} Юлия", "B"))
    document = Document(str(files["001 Хазеев Рустем Ильич.docx"]))
    first, steps = (paragraph.text for paragraph in document.paragraphs[:2])
    assert first == "Кому: Хазеев Рустем Ильич и 757843276."
    assert document.paragraphs[0].runs[1].bold
    assert steps.splitlines()[0] == "1. Авторизоваться в электронном журнале."
    assert len(steps.splitlines()) == 8
    assert document.tables[0].cell(0, 0).text == "Рустем Ильич"
    assert document.sections[0].footer.paragraphs[0].text == "Отчёт: 24 ноября 2026 г."
    both = Document(str(files["000 все письма.docx"]))
    texts = [paragraph.text for paragraph in both.paragraphs]
    assert [text for text in texts if text.startswith("Кому")] == [
        "Кому: Хазеев Рустем Ильич и 757843276.",
        "Кому: {{ФИО}} Юлия и .",
    ]
    assert [table.cell(0, 0).text for table in both.tables] == ["Рустем Ильич", "Юлия"]
    assert both.element.xml.count('w:type="page"') == 1


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("letter.html", "Уважаемый {{фамилия}}, {{ФИО}}!".encode(), "меток {{фамилия}} нет; есть {{ФИО}}, {{имя}}"),
        ("letter.html", "Уважаемый коллега!".encode(), "нет метки {{ФИО}}"),
        ("letter.html", "{{ФИО}}".encode("cp1251"), "это не текст в UTF-8"),
        ("letter.docx", b"PK", "это не документ Word .docx"),
        ("letter.docx", b"", "это не документ Word .docx"),
        ("letter.doc", b"\xd0\xcf", "шаблон письма — .docx или .html"),
    ],
    ids=["unknown mark", "no name", "cp1251", "broken", "empty", "doc"],
)
def test_template_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes, complaint: str):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LetterTemplateError) as refused:
        load_template(tmp_path / name)
    assert str(refused.value).startswith(f"{tmp_path / name}: ")
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


def test_word_template_with_a_wrong_mark_in_its_footer_is_named(tmp_path: Path):
    def fill(document):
        document.add_paragraph("{{ФИО}}")
        document.sections[0].footer.paragraphs[0].text = "{{школа}}"

    with pytest.raises(LetterTemplateError, match=r"меток \{\{школа\}\} нет"):
        load_template(save_docx(tmp_path / "letter.docx", fill))


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        ("Хазеев Рустем", "Хазеев Рустем"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a<b>c:d"e/f\\g|h?i*j', "a_b_c_d_e_f_g_h_i_j"),
        ("Имя. ", "Имя"),
        ("...", "без имени"),
        ("я" * 300, "я" * 80),
        ("a\x00b", "a_b"),
    ],
)
def test_name_of_a_file_is_one_that_every_system_takes(name: str, file_name: str):
    assert make_file_name(name) == file_name
