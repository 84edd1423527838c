"""The parts of a workbook (.xlsx), unpacked and measured, and what its sheets hide: all before the parser sees them.

Done in the limited program alone, since strangers wrote it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as BadDeflate

from server.files.told import BROKEN, NO_WORKBOOK, TOO_LARGE, unread

# What reading a damaged, strange or encrypted ZIP raises.
BROKEN_ZIP = (BadZipFile, BadDeflate, NotImplementedError, EOFError, OSError, ValueError, RuntimeError)
MOST_BYTES = 16 * 1024 * 1024  # unpacked
MOST_PARTS = 500
MOST_CELLS = 400_000  # of the rectangles that the sheets' cells span, since the parser holds those whole
MOST_CHARACTERS = 64_000_000  # if every cell held the longest text, since each gets a copy of a shared one
MOST_COLUMNS = 16_384
UNREAD = re.compile(
    r"(^|/)(media|drawings|charts|embeddings|theme|docprops|customxml|pivot\w*|externallinks|comments)/"
)
PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")


@dataclass(frozen=True, slots=True)
class Unseen:
    """What a sheet hides: rows from 1, columns from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Parts:
    """A workbook as a ZIP without compression, and what each sheet hides, by the sheet's name."""

    packed: bytes
    unseen: Mapping[str, Unseen] = field(default_factory=dict)


def measured(data: bytes) -> Parts:
    """Raises BadRows for what is damaged, no workbook, or would not fit into memory."""
    parts = _unpacked(data)
    places = _places(parts)
    ruler, unseen, packed = _Ruler(), dict[str, Unseen](), BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as out:
        for name, xml in parts.items():
            unseen[name.lower()] = ruler.measure(xml)
            out.writestr(name, xml)
    nothing = Unseen()
    return Parts(packed.getvalue(), {sheet: unseen.get(part, nothing) for sheet, part in places.items()})


def _unpacked(data: bytes) -> Mapping[str, bytes]:
    """The parts that hold cells, each as long as it really is: what a ZIP says of its own sizes is not believed."""
    parts: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with ZipFile(BytesIO(data)) as packed:
            for info in _needed(packed.infolist()):
                with packed.open(info) as part:
                    parts[info.filename] = part.read(left + 1)
                left -= len(parts[info.filename])
                if left < 0:
                    raise unread(TOO_LARGE)
    except BROKEN_ZIP:
        raise unread(BROKEN) from None
    if not any(name.lower().endswith("xl/workbook.xml") for name in parts):
        raise unread(NO_WORKBOOK)
    return parts


def _needed(infos: Sequence[ZipInfo]) -> Iterator[ZipInfo]:
    if len(infos) > MOST_PARTS:
        raise unread(TOO_LARGE)
    for info in infos:
        name = info.filename.lower()
        if name.endswith((".xml", ".rels")) and not UNREAD.search(name):
            yield info


def _places(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part of each sheet, as ``xl/worksheets/sheet1.xml``, by the sheet's name.

    Raises BadRows where two sheets are one part, which would be measured once and read twice.
    """
    targets, used = dict[str, str](), list[tuple[str, str]]()

    def relation(_: str, given: Mapping[str, str]) -> None:
        if "Id" in given and "Target" in given:
            targets[given["Id"]] = posixpath.normpath(posixpath.join("/xl", given["Target"])).lower()

    def sheet(name: str, given: Mapping[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            ids = [value for each, value in given.items() if each.endswith("/relationships id")]
            used.extend((given.get("name", ""), each) for each in ids)

    for name, xml in parts.items():
        if name.lower().endswith("xl/_rels/workbook.xml.rels"):
            _walk(xml, relation)
        elif name.lower().endswith("xl/workbook.xml"):
            _walk(xml, sheet)
    named = [targets.get(each, each) for _, each in used]
    if len(set(named)) < len(named) or len(set(targets.values())) < len(targets):
        raise unread(BROKEN)
    return {name: targets.get(each, "").lstrip("/") for name, each in used}


def _walk(xml: bytes, start: Callable[[str, Mapping[str, str]], None]) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise unread(BROKEN) from None


def _no_doctype(*_: object) -> None:
    raise unread(BROKEN)


class _Ruler:
    """How far the cells of a workbook reach, and how long its texts are."""

    def __init__(self) -> None:
        self._area = self._cells = self._longest = 0
        self._row = self._column = self._height = self._width = self._run = 0
        self._unseen_rows, self._unseen_columns = set[int](), set[int]()

    def measure(self, xml: bytes) -> Unseen:
        """What it hides. Raises BadRows for XML that is broken, names entities of its own or takes too much room."""
        self._row = self._column = self._height = self._width = 0
        self._unseen_rows, self._unseen_columns = set(), set()
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, LookupError, ValueError):  # XML, its encoding, the number of a row
            raise unread(BROKEN) from None
        self._area += self._height * self._width
        if self._area > MOST_CELLS or self._cells * self._longest > MOST_CHARACTERS:
            raise unread(TOO_LARGE)
        return Unseen(frozenset(self._unseen_rows), frozenset(self._unseen_columns))

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self._row, self._column, self._run = int(attributes.get("r", self._row + 1)), 0, 0
            if _is_unseen(attributes, "ht"):
                self._unseen_rows.add(self._row)
        elif kind == "col" and _is_unseen(attributes, "width"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self._unseen_columns.update(range(first - 1, min(last, MOST_COLUMNS)))
        elif kind == "c":
            self._run = 0
            self._move(attributes.get("r", ""))
        elif kind in ("v", "is"):
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise unread(TOO_LARGE)
            self._height, self._width = max(self._height, self._row), max(self._width, self._column)
        elif kind == "si":
            self._run = 0

    def _move(self, place: str) -> None:
        if found := PLACE.match(place):
            self._row, self._column = int(found[2]), 0
            for letter in found[1].upper():
                self._column = self._column * 26 + ord(letter) - ord("A") + 1
        else:
            self._column += 1

    def _text(self, text: str) -> None:
        self._run += len(text)
        self._longest = max(self._longest, self._run)


def _is_unseen(given: Mapping[str, str], size: str) -> bool:
    """Hidden, filtered away, or drawn so small that nothing is left to see."""
    return given.get("hidden", "") in ("1", "true") or given.get(size, "") in ("0", "0.0")
