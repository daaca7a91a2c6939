"""Who demands a check: the words of the catalogue's `source` as references for people, with their addresses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from validation.catalogue import BilingualText

_RFC = re.compile(r"RFC (\d+)(bis)?((?:,? §[\d.]+)+)")
_ASVS = re.compile(r"OWASP ASVS (\d+\.\d+) (\d+\.\d+\.\d+(?:, \d+\.\d+\.\d+)*)")
_VK_ID = re.compile(r"VK ID: (.+)")
_GUIDE = re.compile(r"(?:START|[A-F])-\d\w?")
_RFC_ADDRESS = "https://www.rfc-editor.org/rfc/rfc{}#section-{}"
_DRAFT_ADDRESS = "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc{}bis#section-{}"
_ASVS_ADDRESS = "https://github.com/OWASP/ASVS/blob/v{}.0/{}/en/{}.md"
_ASVS_CHAPTERS = {
    "3": "0x12-V3-Web-Frontend-Security",
    "4": "0x13-V4-API-and-Web-Service",
    "7": "0x16-V7-Session-Management",
    "8": "0x17-V8-Authorization",
    "10": "0x19-V10-OAuth-and-OIDC",
    "14": "0x23-V14-Data-Protection",
}
_VK_ID_ADDRESS = "https://id.vk.com/about/business/go/docs/ru/vkid/latest/vk-id/connection/api-description"


@dataclass(frozen=True)
class Reference:
    """One place that demands a check; `address` is None for a decision of ours and for the guide, which has none."""

    text: BilingualText
    address: str | None = None


def list_references(source: str) -> list[Reference]:
    """Returns the places that a `source` names, in its order: "RFC 6749 §4.1.2; ours". Other words stay as they are."""
    return [reference for part in source.split("; ") for reference in _read_part(part)]


def _read_part(part: str) -> Iterator[Reference]:
    if part == "ours":
        yield Reference(BilingualText("наше решение", "our own decision"))
    elif _GUIDE.fullmatch(part):
        yield Reference(BilingualText(f"методичка, {part}", f"the guide, {part}"))
    elif found := _RFC.fullmatch(part):
        yield from _list_rfc(found[1], found[2] or "", re.findall(r"§([\d.]+)", found[3]))
    elif found := _ASVS.fullmatch(part):
        yield from _list_asvs(found[1], found[2].split(", "))
    elif found := _VK_ID.fullmatch(part):
        text = BilingualText(f"документация VK ID, {found[1]}", f"VK ID's documentation, {found[1]}")
        yield Reference(text, _VK_ID_ADDRESS)
    else:
        yield Reference(BilingualText(part, part))


def _list_rfc(number: str, draft: str, sections: list[str]) -> Iterator[Reference]:
    address = _DRAFT_ADDRESS if draft else _RFC_ADDRESS
    for section in sections:
        text = BilingualText(f"RFC {number}{draft}, раздел {section}", f"RFC {number}{draft}, section {section}")
        yield Reference(text, address.format(number, section))


def _list_asvs(version: str, ids: list[str]) -> Iterator[Reference]:
    for id in ids:
        chapter = _ASVS_CHAPTERS.get(id.partition(".")[0])
        text = BilingualText(f"OWASP ASVS {version}, требование {id}", f"OWASP ASVS {version}, requirement {id}")
        yield Reference(text, chapter and _ASVS_ADDRESS.format(version, version, chapter))
