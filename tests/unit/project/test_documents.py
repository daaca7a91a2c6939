"""Every link and picture of every document leads to something that exists."""

import itertools
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

PROJECT = Path(__file__).parents[3]
DOCUMENTS = sorted(
    path
    for path in PROJECT.rglob("*.md")
    if not any(part.startswith(".") or part == "node_modules" for part in path.relative_to(PROJECT).parts)
)
WRITTEN = ("certificates", "results", "test-results")  # folders that runs and users make, where a document names them


def test_documents_are_found() -> None:
    assert {PROJECT / "README.md", PROJECT / "README.ru.md", PROJECT / "docs" / "clients.md"} <= set(DOCUMENTS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert [link for link in _links(document) if not _leads_somewhere(document, link)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(PROJECT)))
def test_paths_in_the_text_exist(document: Path) -> None:
    spans = [token.content for token in _tokens(document) if token.type == "code_inline"]
    rooms = "|".join(path.name for path in PROJECT.iterdir() if path.is_dir() and path.name not in WRITTEN)
    paths = {path for span in spans for path in re.findall(rf"^(?:{rooms})/[\w./-]*", span)}

    assert sorted(path for path in paths if not (PROJECT / path).exists()) == []


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("there.md", True),
        ("there.md#second-part-code-and-more", True),
        ("#вторая-часть", True),
        ("картинка%201.png", True),
        ("folder/", True),
        ("https://example.org/x", True),
        ("gone.md", False),
        ("there.md#gone", False),
        ("#gone", False),
        ("gone.png", False),
        ("/there.md", False),
    ],
)
def test_a_broken_link_is_found(tmp_path: Path, link: str, leads: bool) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "картинка 1.png").touch()
    (tmp_path / "there.md").write_text("# First\n\n## Second part: `code`, and more\n", encoding="utf-8")
    document = tmp_path / "document.md"
    for text in (f"[text]({link})", f"![picture]({link})", f"[text][1]\n\n[1]: {link}", f'<img src="{link}">'):
        document.write_text(f"# Вторая часть\n\n{text}\n", encoding="utf-8")
        (target,) = _links(document)
        assert _leads_somewhere(document, target) is leads, text


def _links(document: Path) -> list[str]:
    """Returns where the links and pictures of a document lead, as they are written."""
    links: list[str] = []
    for token in _tokens(document):
        if token.type in ("html_inline", "html_block"):
            links += re.findall(r"(?:href|src)=\"([^\"]+)\"", token.content)
        target = token.attrGet("href") or token.attrGet("src")
        if target is not None:
            links.append(str(target))
    return links


def _leads_somewhere(document: Path, link: str) -> bool:
    """Returns whether a link leads to a file or folder of the project, to a heading, or out of the project."""
    if re.match(r"(https?|mailto):", link):
        return True
    path, _, heading = unquote(link).partition("#")
    target = document.parent / path if path else document
    if path.startswith("/") or not target.exists():
        return False
    return not heading or heading in _anchors(target)


def _anchors(document: Path) -> set[str]:
    """Returns the anchors of a document's headings, made as GitHub and GitLab make them."""
    tokens = list(_tokens(document))
    headings = [after.content for token, after in itertools.pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def _tokens(document: Path) -> list[Token]:
    tokens: list[Token] = []
    for token in MarkdownIt().parse(document.read_text(encoding="utf-8")):
        tokens += [token, *(token.children or [])]
    return tokens
