"""Finds and fills the marks of a Word document, however Word has cut its text.

Works on the text nodes themselves: what stands beside a mark (a picture, a page break, a tab) stays, and marks in
links, content controls, tracked insertions and smart tags are marks, too (ECMA-376 part 1, §17.3).
"""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from re import Pattern
from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

_PARAGRAPH, _RUN, _TEXT = qn("w:p"), qn("w:r"), qn("w:t")
_UNSEEN = {qn("w:rPr"), qn("w:lastRenderedPageBreak")}
"""Children of a run that stand between no two letters."""
_SPACE = qn("xml:space")


def list_paragraphs(element: Any) -> list[Any]:
    """Returns every paragraph below the element, those of tables and text boxes too."""
    return list(element.iter(_PARAGRAPH))


def read_paragraph(paragraph: Any) -> str:
    """Returns the text of a paragraph without that of the text boxes in it; anything but text is a line break."""
    return "".join(text for _, text in _list_pieces(paragraph))


def fill_paragraph(paragraph: Any, mark: Pattern[str], texts: Mapping[str, str]) -> None:
    """Puts the texts in the place of the marks, in the look that the first letter of each has."""
    for match in reversed(list(mark.finditer(read_paragraph(paragraph)))):  # what stands before one stays where it is
        _replace(paragraph, match.start(), match.end(), texts[match[1]])


def repeat_paragraph(paragraph: Any, count: int) -> list[Any]:
    """Returns the paragraph and its new copies after it; none is numbered by Word, and the last one ends the section.

    Word would number the steps of all letters of a document on and on.
    """
    _switch_numbering_off(paragraph)
    copies = [deepcopy(paragraph) for _ in range(count - 1)]
    for copy in reversed(copies):
        paragraph.addnext(copy)
    paragraphs = [paragraph, *copies]
    for earlier in paragraphs[:-1]:
        if (section := earlier.pPr.find(qn("w:sectPr"))) is not None:
            earlier.pPr.remove(section)
    return paragraphs


def _switch_numbering_off(paragraph: Any) -> None:
    numbering = paragraph.get_or_add_pPr().get_or_add_numPr()
    for child in list(numbering):
        numbering.remove(child)
    numbering.get_or_add_numId().val = 0  # §17.9.18: no numbering, the style's neither


def _list_pieces(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """Yields each text node and its text; a line break, with no node, for anything else that is seen."""
    for run in paragraph.iter(_RUN):
        if next(run.iterancestors(_PARAGRAPH)) is not paragraph:
            continue  # a text box's
        for child in run:
            if child.tag == _TEXT:
                yield child, child.text or ""
            elif child.tag not in _UNSEEN:
                yield None, "\n"


def _replace(paragraph: Any, start: int, end: int, text: str) -> None:
    """Writes the text at `start`, and takes what stood up to `end` out of all nodes."""
    position = 0
    for node, typed in list(_list_pieces(paragraph)):
        first, last = max(start - position, 0), min(end - position, len(typed))
        position += len(typed)
        if node is not None and first < last:
            _write_lines(node, (typed[:first] + text + typed[last:]).split("\n"))
            text = ""


def _write_lines(node: Any, lines: Sequence[str]) -> None:
    node.text = lines[0]
    node.set(_SPACE, "preserve")
    for line in reversed(lines[1:]):
        following = OxmlElement("w:t")
        following.text = line
        following.set(_SPACE, "preserve")
        node.addnext(following)
        node.addnext(OxmlElement("w:br"))
