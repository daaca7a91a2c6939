"""Letters to those who are not linked: what they say, and the school's templates."""

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from automation.__main__ import main
from automation.weekly.letters import (
    SAMPLES,
    LetterTemplateError,
    build_text,
    list_steps,
    load_template,
    make_file_name,
    write_letters,
)
from automation.weekly.recipients import Recipient

ROOT = Path(__file__).parent.parent.parent.parent
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


@pytest.mark.parametrize("recipient", [WITH_PROFILE, WITHOUT_PROFILE], ids=lambda recipient: recipient.branch)
def test_samples_say_the_same_in_word_and_as_a_page(tmp_path: Path, recipient: Recipient):
    text = build_text(recipient, DAY)
    for suffix, sample in SAMPLES.items():
        load_template(sample).write_letter(tmp_path / f"letter{suffix}", text)
    document = read_docx(tmp_path / "letter.docx")
    html = (tmp_path / "letter.html").read_text(encoding="utf-8").partition("<body>")[2]
    page = unescape(re.sub(r"<[^>]+>", " ", html))
    assert re.sub(r"\b\d\. ", "", document).split() == page.split()
    assert recipient.name in document


@pytest.mark.parametrize(
    ("argument", "name"), [("письмо.docx", "письмо.docx"), ("a.html", "a.html"), (".", "letter.docx")]
)
def test_sample_is_written_where_it_was_asked_for_and_replaces_nothing(tmp_path: Path, argument: str, name: str):
    def run() -> Result:
        return CliRunner().invoke(main, ["statistics", "letter-template", str(tmp_path / argument)])

    first = run()
    assert (first.exit_code, first.stdout) == (0, f"{tmp_path / name}\n")
    load_template(tmp_path / name)
    (tmp_path / name).write_bytes(b"own")
    again = run()
    assert again.exit_code == 1
    assert "такой файл уже есть" in again.stderr
    assert (tmp_path / name).read_bytes() == b"own"


def test_sample_of_another_format_is_refused(tmp_path: Path):
    result = CliRunner().invoke(main, ["statistics", "letter-template", str(tmp_path / "letter.doc")])
    assert result.exit_code == 2
    assert "образец бывает .docx и .html" in result.stderr
    assert list(tmp_path.iterdir()) == []


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
    assert steps == "1. Авторизоваться в электронном журнале."
    assert len(document.paragraphs) == 1 + 8
    assert document.tables[0].cell(0, 0).text == "Рустем Ильич"
    assert document.sections[0].footer.paragraphs[0].text == "Отчёт: 24 ноября 2026 г."
    both = Document(str(files["000 все письма.docx"]))
    texts = [paragraph.text for paragraph in both.paragraphs]
    assert [text for text in texts if text.startswith("Кому")] == [
        "Кому: Хазеев Рустем Ильич и 757843276.",
        "Кому: {{ФИО}} Юлия и .",
    ]
    assert [table.cell(0, 0).text for table in both.tables] == ["Рустем Ильич", "Юлия"]
    assert [section.footer.paragraphs[0].text for section in both.sections] == ["Отчёт: 24 ноября 2026 г."] * 2


def add_paragraph(document, content):
    """Adds a paragraph as Word writes it."""
    xml = f"<w:p {nsdecls('w')}>{content}</w:p>"
    document.element.body.sectPr.addprevious(parse_xml(xml))


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ('<w:smartTag w:uri="a" w:element="b"><w:r><w:t>{{ФИО}}</w:t></w:r></w:smartTag>', "smartTag"),
        ("<w:r><w:t>{{</w:t></w:r><w:ins><w:r><w:t>ФИО}}</w:t></w:r></w:ins>", "ins"),
        ("<w:sdt><w:sdtContent><w:r><w:t>{{ФИО}}</w:t></w:r></w:sdtContent></w:sdt>", "sdt"),
        ('<w:hyperlink w:anchor="a"><w:r><w:t>{{ФИО}}</w:t></w:r></w:hyperlink>', "hyperlink"),
        ('<w:r><w:t>{{ФИ</w:t></w:r><w:proofErr w:type="spellEnd"/><w:r><w:t>О}}</w:t></w:r>', "proofErr"),
        ("<w:r><w:t>{{Ф</w:t><w:lastRenderedPageBreak/><w:t>ИО}}</w:t></w:r>", "lastRenderedPageBreak"),
        ("<w:r><w:drawing/><w:t>{{ФИО}}</w:t></w:r>", "drawing"),
        ('<w:r><w:t>{{ФИО}}</w:t><w:br w:type="page"/></w:r>', "br"),
        ("<w:r><w:tab/><w:t>{{ФИО}}</w:t></w:r>", "tab"),
    ],
    ids=lambda value: value if value.isalpha() else "",
)
def test_mark_is_filled_wherever_word_puts_it_and_nothing_else_is_lost(tmp_path: Path, content: str, left: str):
    template = save_docx(tmp_path / "letter.docx", lambda document: add_paragraph(document, content))
    files = write(tmp_path, template, WITH_PROFILE, WITHOUT_PROFILE)
    for name, people in {
        "001 Хазеев Рустем Ильич.docx": [WITH_PROFILE],
        "000 все письма.docx": [WITH_PROFILE, WITHOUT_PROFILE],
    }.items():
        body = Document(str(files[name])).element.body
        assert "".join(node.text or "" for node in body.iter(qn("w:t"))) == "".join(person.name for person in people)
        assert len(list(body.iter(qn(f"w:{left}")))) == len(people)


def test_all_letters_in_one_have_their_own_headers_with_their_pictures(tmp_path: Path):
    def fill(document):
        document.add_paragraph("Уважаемый {{имя}}!")
        header = document.sections[0].header
        header.paragraphs[0].text = "Лично: {{ФИО}}"
        header.paragraphs[0].add_run().add_picture(str(ROOT / "docs" / "week.png"))
        document.sections[0].footer.paragraphs[0].text = "Школа"

    template = save_docx(tmp_path / "letter.docx", fill)
    both = Document(str(write(tmp_path, template, WITH_PROFILE, WITHOUT_PROFILE)["000 все письма.docx"]))
    headers = [section.header for section in both.sections]
    assert [header.paragraphs[0].text for header in headers] == ["Лично: Хазеев Рустем Ильич", "Лично: Седова Юлия"]
    assert all("image" in rel.reltype for header in headers for rel in header.part.rels.values())
    assert [len(header.part.rels) for header in headers] == [1, 1]
    assert [section.footer.paragraphs[0].text for section in both.sections] == ["Школа"] * 2
    assert [section.start_type for section in both.sections] == [WD_SECTION.NEW_PAGE] * 2


def test_steps_of_a_numbered_paragraph_are_numbered_once(tmp_path: Path):
    def fill(document):
        document.add_paragraph("{{ФИО}}")
        document.add_paragraph("{{шаги}}", style="List Number")

    template = save_docx(tmp_path / "letter.docx", fill)
    files = write(tmp_path, template, WITH_PROFILE)
    steps = Document(str(files["001 Хазеев Рустем Ильич.docx"])).paragraphs[1:]
    assert [step.text[:2] for step in steps] == [f"{number}." for number in range(1, 9)]
    assert [step._p.xpath("./w:pPr/w:numPr/w:numId/@w:val") for step in steps] == [["0"]] * 8


def test_steps_within_a_text_stay_in_its_paragraph(tmp_path: Path):
    template = save_docx(
        tmp_path / "letter.docx", lambda document: document.add_paragraph("{{ФИО}}, сделайте: {{шаги}} Всё.")
    )
    (paragraph,) = Document(str(write(tmp_path, template, WITH_PROFILE)["001 Хазеев Рустем Ильич.docx"])).paragraphs
    lines = paragraph.text.splitlines()
    assert lines[0] == "Хазеев Рустем Ильич, сделайте: 1. Авторизоваться в электронном журнале."
    assert len(lines) == 8
    assert lines[-1].endswith("«Привязать». Всё.")


def test_scripts_and_styles_of_a_page_stay_as_they_are(tmp_path: Path):
    code = "<style>@media print { p { color: red }}</style><script>const a = {{b: 1}}</script>"
    template = tmp_path / "letter.html"
    template.write_text(f"{code}<body><p>{{{{ФИО}}}}</p></body>", encoding="utf-8")
    letter = write(tmp_path, template, WITH_PROFILE)["001 Хазеев Рустем Ильич.html"].read_text(encoding="utf-8")
    assert letter == f"{code}<body><p>Хазеев Рустем Ильич</p></body>"


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("letter.html", "Уважаемый {{фамилия}}, {{ФИО}}!".encode(), "меток {{фамилия}} нет; есть {{ФИО}}, {{имя}}"),
        ("letter.html", "Уважаемый коллега!".encode(), "нет метки {{ФИО}}"),
        ("letter.html", "{{ФИО}}".encode("cp1251"), "это не текст в UTF-8"),
        ("letter.html", "{{ФИО}}, ваш ID {{ID}".encode(), "метка записана не до конца: «{{ID}»"),
        ("letter.html", "{{ФИО}}, ваш ID {ID}}".encode(), "метка записана не до конца"),
        ("letter.html", "{{ФИО}} {{<b>Это очень длинный тег с меткой внутри</b> ID}}".encode(), "не до конца"),
        ("letter.html", "<script>f('{{ФИО}}')</script>{{ФИО}}".encode(), "метки {{ФИО}} стоят в сценарии или стиле"),
        ("letter.html", "<p onclick=\"f('{{имя}}')\">{{ФИО}}".encode(), "метки {{имя}} стоят в сценарии или стиле"),
        ("letter.docx", b"PK", "это не документ Word .docx"),
        ("letter.docx", b"", "это не документ Word .docx"),
        ("letter.doc", b"\xd0\xcf", "шаблон письма — .docx или .html"),
    ],
    ids=[
        *("unknown mark", "no name", "cp1251", "unclosed", "unopened", "tags", "script", "handler"),
        *("broken", "empty", "doc"),
    ],
)
def test_template_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes, complaint: str):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LetterTemplateError) as refused:
        load_template(tmp_path / name)
    assert str(refused.value).startswith(f"{tmp_path / name}: ")
    assert complaint in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["{{ФИО}", "{ФИО}}", "{{Ф\nИО}}"])
def test_word_template_with_a_broken_mark_is_named(tmp_path: Path, text: str):
    template = save_docx(tmp_path / "letter.docx", lambda document: document.add_paragraph(f"{{{{имя}}}} {text}"))
    with pytest.raises(LetterTemplateError, match="метка записана не до конца"):
        load_template(template)


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
