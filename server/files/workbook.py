"""A workbook (.xlsx) → the cells that people see. Whatever the parser gets has been unpacked and measured before.

Done in the limited program alone, since strangers wrote it; ``workbook_reader.py`` asks for it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from xml.parsers import expat
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as BadDeflate

import msgspec
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from server.files.limited import REFUSED
from server.files.workbook_reader import OLE
from votes.errors import BadRows
from votes.formats.sheets import Sheet

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MOST_BYTES = 16 * 1024 * 1024  # unpacked
MOST_PARTS = 500
MOST_SHEETS = 50
MOST_CELLS = 400_000  # of the rectangles that the sheets' cells span, since the parser holds those whole
MOST_CHARACTERS = 64_000_000  # if every cell held the longest text, since each gets a copy of a shared one
UNREAD = re.compile(
    r"(^|/)(media|drawings|charts|embeddings|theme|docprops|customxml|pivot\w*|externallinks|comments)/"
)
PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})\Z")

TOO_LARGE = "This workbook is larger than lists can be; copy the lists alone into a new one and try again."
NO_WORKBOOK = "This is no Excel workbook; save the lists as .xlsx or CSV and try again."
OLD = "This is a workbook of the old kind (.xls); save it as .xlsx and try again."
LOCKED = "This workbook is locked with a password; save it without one and try again."
BROKEN = "This workbook is damaged and cannot be read; save it once more as .xlsx and try again."

Cell = int | float | str | bool | time | date | datetime | timedelta


def read(folder: Path) -> int:
    """FOLDER/000 as JSON in FOLDER/000.out, or there what is wrong with it."""
    try:
        sheets = read_sheets((folder / "000").read_bytes())
    except BadRows as bad:
        (folder / "000.out").write_bytes(msgspec.json.encode(bad.rows))
        return REFUSED
    (folder / "000.out").write_bytes(msgspec.json.encode(sheets))
    return 0


def read_sheets(data: bytes) -> tuple[Sheet, ...]:
    """The visible sheets that hold anything. Takes up to seconds.

    Raises BadRows at ``1/file``, saying what to do: old, locked, damaged, too large, or no workbook at all.
    """
    if data.startswith(OLE):
        raise _unread(LOCKED if ENCRYPTED in data else OLD)
    parts = _unpacked(data)
    _check_names(parts)
    return _parsed(_measured(parts))


def _unread(message: str) -> BadRows:
    return BadRows((("1/file", message),))


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
                    raise _unread(TOO_LARGE)
    except (BadZipFile, BadDeflate, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise _unread(BROKEN) from None
    if not any(name.lower().endswith("xl/workbook.xml") for name in parts):
        raise _unread(NO_WORKBOOK)
    return parts


def _needed(infos: Sequence[ZipInfo]) -> Iterator[ZipInfo]:
    if len(infos) > MOST_PARTS:
        raise _unread(TOO_LARGE)
    for info in infos:
        name = info.filename.lower()
        if name.endswith((".xml", ".rels")) and not UNREAD.search(name):
            yield info


def _check_names(parts: Mapping[str, bytes]) -> None:
    """Raises BadRows where two sheets are one part, which would be measured once and read twice."""
    targets, used = dict[str, str](), list[str]()

    def relation(_: str, given: Mapping[str, str]) -> None:
        if "Id" in given and "Target" in given:
            targets[given["Id"]] = posixpath.normpath(posixpath.join("/xl", given["Target"])).lower()

    def sheet(name: str, given: Mapping[str, str]) -> None:
        if name.rpartition(" ")[2] == "sheet":
            used.extend(value for each, value in given.items() if each.endswith("/relationships id"))

    for name, xml in parts.items():
        if name.lower().endswith("xl/_rels/workbook.xml.rels"):
            _walk(xml, relation)
        elif name.lower().endswith("xl/workbook.xml"):
            _walk(xml, sheet)
    named = [targets.get(each, each) for each in used]
    if len(set(named)) < len(named) or len(set(targets.values())) < len(targets):
        raise _unread(BROKEN)


def _walk(xml: bytes, start: Callable[[str, Mapping[str, str]], None]) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise _unread(BROKEN) from None


def _no_doctype(*_: object) -> None:
    raise _unread(BROKEN)


def _measured(parts: Mapping[str, bytes]) -> bytes:
    """The same parts as a ZIP without compression. Raises BadRows for what would not fit into memory."""
    ruler = _Ruler()
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as out:
        for name, xml in parts.items():
            ruler.measure(xml)
            out.writestr(name, xml)
    return packed.getvalue()


class _Ruler:
    """How far the cells of a workbook reach, and how long its texts are."""

    def __init__(self) -> None:
        self._area = self._cells = self._longest = 0
        self._row = self._column = self._height = self._width = self._run = 0

    def measure(self, xml: bytes) -> None:
        """Raises BadRows for XML that is broken, names entities of its own or takes too much room."""
        self._row = self._column = self._height = self._width = 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _no_doctype
        try:
            parser.Parse(xml, True)
        except (expat.ExpatError, LookupError, ValueError):  # XML, its encoding, the number of a row
            raise _unread(BROKEN) from None
        self._area += self._height * self._width
        if self._area > MOST_CELLS or self._cells * self._longest > MOST_CHARACTERS:
            raise _unread(TOO_LARGE)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self._row, self._column, self._run = int(attributes.get("r", self._row + 1)), 0, 0
        elif kind == "c":
            self._run = 0
            self._move(attributes.get("r", ""))
        elif kind in ("v", "is"):
            self._cells += 1
            if self._cells > MOST_CELLS:
                raise _unread(TOO_LARGE)
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


def _parsed(packed: bytes) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(packed)) as workbook:
            shown = [meta.name for meta in workbook.sheets_metadata if _is_shown(meta)]
            if len(shown) > MOST_SHEETS:
                raise _unread(TOO_LARGE)
            sheets = list(_counted(workbook, shown))
    except PasswordError:
        raise _unread(LOCKED) from None
    except (CalamineError, ValueError):
        raise _unread(BROKEN) from None
    return tuple(sheet for sheet in sheets if any(map(any, sheet.rows)))


def _counted(workbook: CalamineWorkbook, names: Sequence[str]) -> Iterator[Sheet]:
    """One after the other, as long as there is room: whatever was measured before, no more is made than may be."""
    left = MOST_CELLS
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        left -= sheet.total_height * sheet.total_width
        if left < 0:
            raise _unread(TOO_LARGE)
        yield Sheet(name, _rows(sheet))


def _is_shown(meta: SheetMetadata) -> bool:
    return meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible


def _rows(sheet: CalamineSheet) -> tuple[tuple[str, ...], ...]:
    rows = [[shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for row in rows[top + 1 : bottom + 1]:  # a cell that is merged down says the same for each of its rows
            if left < len(row) and not row[left]:
                row[left] = rows[top][left]
    return tuple(_without_end(row) for row in rows)


def _without_end(row: list[str]) -> tuple[str, ...]:
    while row and not row[-1].strip():
        row.pop()
    return tuple(row)


def shown(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as 2026-12-05, times as 14:00."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d} {shown(cell.time())}"
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}" if cell.second else f"{cell:%H:%M}"
    if isinstance(cell, timedelta):
        return f"{cell // timedelta(hours=1)}:{cell // timedelta(minutes=1) % 60:02d}"
    return str(cell)
