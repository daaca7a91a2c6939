"""Letters from a Word document of the school's."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_BREAK
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from automation.weekly.letters import MARK, LetterTemplateError, LetterText, build_text, check_marks
from automation.weekly.recipients import Recipient

_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
_SECTION = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}sectPr"


class DocxTemplate:
    """A Word document whose marks stand anywhere: in paragraphs, tables, frames, headers and footers."""

    suffix = ".docx"

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            document = self._open()
        except (
            PackageNotFoundError,
            BadZipFile,
            SyntaxError,
            KeyError,
            ValueError,
        ) as error:  # lxml's is a SyntaxError
            raise LetterTemplateError(f"{path}: это не документ Word .docx; сохраните шаблон заново") from error
        marks = build_text(Recipient("", "A"), date.min).marks
        check_marks(path, marks, (match[1] for text in _list_texts(document) for match in MARK.finditer(text)))

    def write_letter(self, path: Path, text: LetterText) -> None:
        """Writes the document of one person. Raises OSError."""
        document = self._open()
        for paragraph in _list_paragraphs(document):
            _fill(paragraph, text)
        document.save(str(path))

    def write_all(self, path: Path, texts: Sequence[LetterText]) -> None:
        """Writes one document with each letter on a page of its own; the first one gives headers and footers."""
        whole = self._open()
        originals = [element for element in whole.element.body if element.tag != _SECTION]
        copies = [[deepcopy(element) for element in originals] for _ in texts[1:]]
        for paragraph in _list_paragraphs(whole):
            _fill(paragraph, texts[0])
        for elements, text in zip(copies, texts[1:], strict=True):
            whole.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            last = whole.paragraphs[-1]._p
            for element in reversed(elements):
                last.addnext(element)
                for paragraph in element.iter(_PARAGRAPH):
                    _fill(Paragraph(paragraph, whole._body), text)
        whole.save(str(path))

    def _open(self) -> DocxDocument:
        return Document(str(self._path))


def _list_paragraphs(document: DocxDocument) -> Iterator[Paragraph]:
    """Yields every paragraph, those of tables and text frames too, then those of headers and footers."""
    parts: list[tuple[Any, Any]] = [(document.element.body, document._body)]
    for section in document.sections:
        margins = (
            section.header, section.footer, section.first_page_header, section.first_page_footer,
            section.even_page_header, section.even_page_footer,
        )  # fmt: skip
        parts += [(part._element, part) for part in margins if not part.is_linked_to_previous]
    for element, parent in parts:
        for paragraph in element.iter(_PARAGRAPH):
            yield Paragraph(paragraph, parent)


def _list_texts(document: DocxDocument) -> Iterator[str]:
    for paragraph in _list_paragraphs(document):
        yield "".join(run.text for run in paragraph.runs)


def _fill(paragraph: Paragraph, text: LetterText) -> None:
    """Puts the texts in the place of the marks: Word is free to split a mark into several runs."""
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(text.steps, start=1))
    texts = text.marks | {"шаги": steps}
    runs = paragraph.runs
    marks = list(MARK.finditer("".join(run.text for run in runs)))
    for match in reversed(marks):  # what stands before a mark stays where it is
        _replace(runs, match.start(), match.end(), texts[match[1]])


def _replace(runs: Sequence[Run], start: int, end: int, text: str) -> None:
    """Writes the text at `start` in the look of the run there, and takes what stood up to `end` out of all runs."""
    position = 0
    for run in runs:
        typed = run.text
        first, last = max(start - position, 0), min(end - position, len(typed))
        position += len(typed)
        if first < last:
            run.text = typed[:first] + text + typed[last:]
            text = ""
