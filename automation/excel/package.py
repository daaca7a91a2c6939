"""An Excel file as what it is: a zip archive of XML parts that refer to each other.

Other programs name and place the parts in their own ways, so a part is found by what refers to it, in any case of
letters, with either slash. Nothing is unpacked without bounds: a file of 5 kB can unpack to gigabytes.
"""

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import IO, NamedTuple, Protocol
from urllib.parse import unquote
from xml.parsers import expat
from zipfile import ZipFile

MAX_UNPACKED_BYTES = 512 * 2**20
"""Of all parts that are read of a file: a sheet with every row that Excel has, with the report's eight columns."""
_MAX_TAGS = 50_000_000  # of such a sheet: 40 million
_MAX_TOKEN_BYTES = 4 * 2**20  # the longest tag with its attributes
_MAX_TEXT_PIECES = 100
_UNSUSPECTED_BYTES = 8 * 2**20
_MAX_RATIO = 100  # sheets of people pack 5 to 30 times; a million equal cells, a thousand times
_MAX_DEPTH = 1000
_CHUNK_BYTES = 2**16
_TOO_LARGE = (
    f"файл слишком велик: распакованный, он больше {MAX_UNPACKED_BYTES >> 20} МБ или почти весь из пустых ячеек"
)
_ROOT = "_rels/.rels"
_BEFORE_XML = b"\xef\xbb\xbf \t\r\n"


class WorkbookError(Exception):
    """The file cannot be read as a workbook; the message is the end of a line that begins with its name."""


class Relation(NamedTuple):
    """How one part refers to another."""

    kind: str
    """The last word of its type: `worksheet`, `sharedStrings`."""
    target: str


class Handler(Protocol):
    """What takes the elements of a part, one after another. Tags come without their namespace prefixes."""

    texts: list[str]
    """Pieces of the text since the last tag that mattered to the handler."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...


class Package:
    """The parts of an Excel file. Raises WorkbookError when the file is no workbook or is unpacked beyond bounds."""

    def __init__(self, file: IO[bytes]) -> None:
        self._archive = ZipFile(file)
        self._names = {_plain(name): name for name in self._archive.namelist()}
        alike = Counter(map(posixpath.basename, self._names))
        # Sheets and parts may be tens of thousands: the parts are not looked through for each sheet.
        self._only = {base: name for name in self._names if alike[base := posixpath.basename(name)] == 1}
        self._unpacked = self._tags = 0
        # Somebody may have packed the folder in which the parts are, not the parts.
        roots = [name for name in self._names if name == _ROOT or name.endswith(f"/{_ROOT}")]
        self._folder = min(roots, key=len).removesuffix(_ROOT) if roots else ""

    def workbook(self) -> str:
        """The name of the main part."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and (found := self.find(relation.target)):
                return found
        found = self.find("xl/workbook.xml") or self.find("xl/workbook.bin")
        if not found:
            raise WorkbookError("это архив, но не книга Excel: сохраните её в Excel как .xlsx")
        return found

    def find(self, target: str) -> str | None:
        """The part that a reference means; where nothing is there, the only one with the same file name."""
        plain = _plain(target)
        for name in (self._folder + plain, plain):
            if name in self._names:
                return name
        return self._only.get(posixpath.basename(plain))

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by ID; nothing where nobody wrote it down."""
        folder, name = posixpath.split(part)
        source = self.find(posixpath.join(folder, "_rels", f"{name}.rels"))
        if not source:
            return {}
        handler = _Relations(folder)
        self.read(source, handler)
        return handler.found

    def read(self, part: str, handler: Handler) -> None:
        """Hand the whole part over to the handler."""
        for _ in self.parse(part, handler):
            pass

    def parse(self, part: str, handler: Handler) -> Iterator[None]:
        """Hand the part over to the handler, a piece at each step."""
        parser = _parser(handler)
        fed = 0
        packed = self._archive.getinfo(self._names[part]).compress_size
        with self._archive.open(self._names[part]) as file:
            while chunk := file.read(_CHUNK_BYTES):
                chunk = chunk if fed else chunk.lstrip(_BEFORE_XML)
                self._unpacked += len(chunk)
                self._tags += chunk.count(b"<")
                fed += len(chunk)
                bomb = fed > max(_UNSUSPECTED_BYTES, packed * _MAX_RATIO)
                if bomb or self._unpacked > MAX_UNPACKED_BYTES or self._tags > _MAX_TAGS:
                    raise WorkbookError(_TOO_LARGE)
                parser.Parse(chunk)
                # Neither a tag nor a text is gathered without end.
                if fed - parser.CurrentByteIndex > _MAX_TOKEN_BYTES or len(handler.texts) > _MAX_TEXT_PIECES:
                    raise WorkbookError("файл повреждён: в нём слишком длинный кусок")
                yield
        parser.Parse(b"", True)
        yield


class _Relations:
    def __init__(self, folder: str) -> None:
        self.found: dict[str, Relation] = {}
        self.texts: list[str] = []
        self._folder = folder

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = posixpath.basename(attributes.get("Type", ""))
            target = posixpath.join("/", self._folder, attributes.get("Target", "").replace("\\", "/"))
            self.found[attributes.get("Id", "")] = Relation(kind, target)

    def end(self, tag: str) -> None:
        self.texts.clear()


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _CHUNK_BYTES
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise WorkbookError("файл повреждён: в нём слишком глубокая вложенность")
        handler.start(tag.rpartition(":")[2], attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(tag.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise WorkbookError("файл повреждён: в книге Excel не бывает DTD")  # its entities can grow without end

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.texts.append
    parser.StartDoctypeDeclHandler = refuse
    return parser


def _plain(name: str) -> str:
    """A part's name in one spelling. The names of parts are the same in any case of letters (OPC, 6.2.2.3)."""
    return posixpath.normpath(posixpath.join("/", unquote(name).replace("\\", "/"))).lstrip("/").casefold()
