"""Letters from a Word document of the school's."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from automation.weekly.docx_marks import fill_paragraph, list_paragraphs, read_paragraph, repeat_paragraph
from automation.weekly.letters import MARK, STEPS_MARK, LetterTemplateError, LetterText, build_text, check_marks
from automation.weekly.recipients import Recipient

_SECTION = qn("w:sectPr")
_MARGIN_PARTS = {RELATIONSHIP_TYPE.HEADER: "header", RELATIONSHIP_TYPE.FOOTER: "footer"}


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
        parts = [document.element.body, *(part.element for part in _list_margin_parts(document))]
        check_marks(path, marks, [read_paragraph(paragraph) for part in parts for paragraph in list_paragraphs(part)])

    def write_letter(self, path: Path, text: LetterText) -> None:
        """Writes the document of one person. Raises OSError."""
        document = self._open()
        for element in (document.element, *(part.element for part in _list_margin_parts(document))):
            _fill(element, text)
        document.save(str(path))

    def write_all(self, path: Path, texts: Sequence[LetterText]) -> None:
        """Writes one document; each letter is a section of its own, with its own headers, footers and page numbers."""
        whole = self._open()
        body, end = whole.element.body, whole.element.body.get_or_add_sectPr()
        originals = [element for element in body if element.tag != _SECTION]
        for element in originals:
            body.remove(element)
        for number, text in enumerate(texts):
            elements = [deepcopy(element) for element in originals]
            is_last = number == len(texts) - 1
            if not is_last:
                _end_section(elements, end)
            for element in elements:
                end.addprevious(element)
            sections = [section for element in elements for section in element.iter(_SECTION)]
            sections += [end] * is_last
            sections[0].start_type = WD_SECTION.NEW_PAGE
            _number_pages_anew(sections[0])
            for section in sections:
                _give_own_margins(whole, section, text)
            for element in elements:
                _fill(element, text)
        whole.save(str(path))

    def _open(self) -> DocxDocument:
        return Document(str(self._path))


def _list_margin_parts(document: DocxDocument) -> Iterator[XmlPart]:
    """Yields the headers and the footers."""
    for relationship in list(document.part.rels.values()):
        if relationship.reltype in _MARGIN_PARTS and isinstance(relationship.target_part, XmlPart):
            yield relationship.target_part


def _fill(element: Any, text: LetterText) -> None:
    """Fills the marks below the element. Steps that have a paragraph for themselves get one each."""
    steps = [f"{number}. {step}" for number, step in enumerate(text.steps, start=1)]
    texts = text.marks | {STEPS_MARK: "\n".join(steps)}
    for paragraph in list_paragraphs(element):
        alone = MARK.fullmatch(read_paragraph(paragraph).strip())
        if alone and alone[1] == STEPS_MARK:
            for copy, step in zip(repeat_paragraph(paragraph, len(steps)), steps, strict=True):
                fill_paragraph(copy, MARK, {STEPS_MARK: step})
        else:
            fill_paragraph(paragraph, MARK, texts)


def _end_section(elements: list[Any], section: Any) -> None:
    """Makes the elements a section, by their last paragraph, or by an empty one where they end otherwise."""
    last = elements[-1] if elements else None
    if last is None or last.tag != qn("w:p") or last.find(f"{qn('w:pPr')}/{_SECTION}") is not None:
        last = OxmlElement("w:p")
        elements.append(last)
    last.get_or_add_pPr().insert_element_before(deepcopy(section), "w:pPrChange")


def _number_pages_anew(section: Any) -> None:
    numbers = section.find(qn("w:pgNumType"))
    if numbers is not None:
        numbers.set(qn("w:start"), "1")


def _give_own_margins(document: DocxDocument, section: Any, text: LetterText) -> None:
    """Gives the section headers and footers of its own, filled, in the place of those that have marks."""
    for reference in section.iter(qn("w:headerReference"), qn("w:footerReference")):
        relationship = document.part.rels[reference.get(qn("r:id"))]
        part = relationship.target_part
        if not any(MARK.search(read_paragraph(paragraph)) for paragraph in list_paragraphs(part.element)):
            continue
        copy = _copy_part(part, f"/word/{_MARGIN_PARTS[relationship.reltype]}-{len(document.part.rels) + 1}.xml")
        _fill(copy.element, text)
        reference.set(qn("r:id"), document.part.relate_to(copy, relationship.reltype))


def _copy_part(part: XmlPart, name: str) -> XmlPart:
    """Returns a copy that has the same pictures and links."""
    copy = type(part)(PackURI(name), part.content_type, deepcopy(part.element), part.package)
    for rel in part.rels.values():
        target = rel.target_ref if rel.is_external else rel.target_part
        copy.rels.add_relationship(rel.reltype, target, rel.rId, rel.is_external)
    return copy
