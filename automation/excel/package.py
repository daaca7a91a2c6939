"""Opens an Excel file as a zip archive of XML parts that refer to each other.

Other programs name and place the parts in their own ways. So a part is found by what refers to it, in any case of
letters, with either slash. Unpacking has bounds: a file of 5 kB can unpack to gigabytes.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import IO, NamedTuple, Protocol
from urllib.parse import unquote
from xml.parsers import expat
from zipfile import ZipFile

from automation.excel.errors import WorkbookUnreadableError

MAX_UNPACKED_BYTES = 512 * 2**20
"""Of all parts that are read of a file: a sheet with all the rows that Excel allows, of the report's eight columns."""
_MAX_TAGS = 50_000_000  # of such a sheet: 40 million
_MAX_TOKEN_BYTES = 4 * 2**20  # the longest tag with its attributes
_MAX_TEXT_PIECES = 100
_MAX_UNSUSPECTED_BYTES = 8 * 2**20
_MAX_RATIO = 100  # sheets of people pack 5 to 30 times; a million equal cells, a thousand times
_MAX_DEPTH = 1000
_CHUNK_BYTES = 2**16
_TOO_LARGE = (
    f"файл слишком велик: распакованный, он больше {MAX_UNPACKED_BYTES >> 20} МБ или почти весь из пустых ячеек"
)
_ROOT = "_rels/.rels"
_BEFORE_XML = b"\xef\xbb\xbf \t\r\n"


class Relation(NamedTuple):
    """How one part refers to another."""

    kind: str
    """The last word of its type: `worksheet`, `sharedStrings`."""
    target: str


class Handler(Protocol):
    """Takes the elements of a part, one after another. Tags come without their namespace prefixes."""

    texts: list[str]
    """Pieces of the text since the last tag that mattered to the handler."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...


class Package:
    """The parts of an Excel file. Raises WorkbookUnreadableError: it is no workbook, or unpacks beyond the bounds."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = ZipFile(file)
        self._names = {_canonicalize_name(name): name for name in self._archive.namelist()}
        counts = Counter(map(posixpath.basename, self._names))
        # Sheets and parts may be tens of thousands: the parts are not looked through for each sheet.
        self._unique = {base: name for name in self._names if counts[base := posixpath.basename(name)] == 1}
        self._unpacked_bytes = self._tags = 0
        # Somebody may have packed the folder in which the parts are, not the parts.
        roots = [name for name in self._names if name == _ROOT or name.endswith(f"/{_ROOT}")]
        self._folder = min(roots, key=len).removesuffix(_ROOT) if roots else ""

    def workbook(self) -> str:
        """Returns the name of the main part."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and (part := self.find(relation.target)):
                return part
        part = self.find("xl/workbook.xml") or self.find("xl/workbook.bin")
        if not part:
            raise WorkbookUnreadableError("это архив, но не книга Excel: сохраните её в Excel как .xlsx")
        return part

    def find(self, target: str) -> str | None:
        """Returns the part that a reference names, or else the only one with the same file name."""
        canonical = _canonicalize_name(target)
        for name in (self._folder + canonical, canonical):
            if name in self._names:
                return name
        return self._unique.get(posixpath.basename(canonical))

    def relations(self, part: str) -> dict[str, Relation]:
        """Returns what a part refers to, by ID; nothing where the file does not list it."""
        folder, name = posixpath.split(part)
        source = self.find(posixpath.join(folder, "_rels", f"{name}.rels"))
        if not source:
            return {}
        handler = _Relations(folder)
        self.read(source, handler)
        return handler.relations

    def read(self, part: str, handler: Handler) -> None:
        """Passes the whole part to the handler."""
        for _ in self.parse(part, handler):
            pass

    def parse(self, part: str, handler: Handler) -> Iterator[None]:
        """Passes the part to the handler, one piece per step."""
        parser = _create_parser(handler)
        parsed_bytes = 0
        packed_bytes = self._archive.getinfo(self._names[part]).compress_size
        with self._archive.open(self._names[part]) as file:
            while chunk := file.read(_CHUNK_BYTES):
                chunk = chunk if parsed_bytes else chunk.lstrip(_BEFORE_XML)
                self._unpacked_bytes += len(chunk)
                self._tags += chunk.count(b"<")
                parsed_bytes += len(chunk)
                is_bomb = parsed_bytes > max(_MAX_UNSUSPECTED_BYTES, packed_bytes * _MAX_RATIO)
                if is_bomb or self._unpacked_bytes > MAX_UNPACKED_BYTES or self._tags > _MAX_TAGS:
                    raise WorkbookUnreadableError(_TOO_LARGE)
                parser.Parse(chunk)
                # Neither a tag nor a text is gathered without end.
                if parsed_bytes - parser.CurrentByteIndex > _MAX_TOKEN_BYTES or len(handler.texts) > _MAX_TEXT_PIECES:
                    raise WorkbookUnreadableError("файл повреждён: в нём слишком длинный кусок")
                yield
        parser.Parse(b"", True)
        yield


class _Relations:
    def __init__(self, folder: str) -> None:
        self.relations: dict[str, Relation] = {}
        self.texts: list[str] = []
        self._folder = folder

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = posixpath.basename(attributes.get("Type", ""))
            target = posixpath.join("/", self._folder, attributes.get("Target", "").replace("\\", "/"))
            self.relations[attributes.get("Id", "")] = Relation(kind, target)

    def end(self, tag: str) -> None:
        self.texts.clear()


def _create_parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _CHUNK_BYTES
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise WorkbookUnreadableError("файл повреждён: в нём слишком глубокая вложенность")
        handler.start(tag.rpartition(":")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(tag.rpartition(":")[2])

    def refuse(*_: object) -> None:
        # Entities of a DTD can grow without end.
        raise WorkbookUnreadableError("файл повреждён: в книге Excel не бывает DTD")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.texts.append
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _canonicalize_name(name: str) -> str:
    """Returns a part's name in one spelling: case makes no difference in the names of parts (OPC, 6.2.2.3)."""
    return posixpath.normpath(posixpath.join("/", unquote(name).replace("\\", "/"))).lstrip("/").casefold()
