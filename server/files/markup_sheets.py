"""Sheets that are written in XML: OpenDocument (.ods), and the XML spreadsheets of 2003 that are often called .xls.

Done in the limited program alone, since strangers wrote it.
Source: OASIS OpenDocument 1.3, part 3, 9.1 to 9.6; Microsoft, "XML Spreadsheet Reference" (Office XP).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from xml.parsers import expat
from zipfile import ZipFile

from server.files.found import Found
from server.files.grid import Grid
from server.files.told import BROKEN, LOCKED, TOO_LARGE, unread
from server.files.workbook_parts import BROKEN_ZIP, MOST_BYTES

MOST_MANIFEST = 1024 * 1024

Given = Mapping[str, str]
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _STYLE = f"{_OFFICE}table:1.0 ", f"{_OFFICE}style:1.0 "
_SHEET = "urn:schemas-microsoft-com:office:spreadsheet "


def read_opendocument(data: bytes) -> Found:
    """Raises BadRows at ``1/file``: damaged, locked, too large."""
    try:
        with ZipFile(BytesIO(data)) as packed:
            with packed.open("META-INF/manifest.xml") as part:
                if b"manifest:encryption-data" in part.read(MOST_MANIFEST):
                    raise unread(LOCKED)
            with packed.open("content.xml") as part:
                xml = part.read(MOST_BYTES + 1)
    except (KeyError, *BROKEN_ZIP):
        raise unread(BROKEN) from None
    if len(xml) > MOST_BYTES:
        raise unread(TOO_LARGE)
    return _walked(xml, _OpenDocument())


def read_xml_sheets(text: str) -> Found:
    """Raises BadRows at ``1/file``: damaged, too large."""
    return _walked(text.encode("utf-8", "surrogatepass"), _XmlSheets(), "utf-8")


class _Handler:
    """Gathers the text of what is open; ``starts`` and ``ends`` are called by an element's name."""

    def __init__(self) -> None:
        self.grid = Grid()
        self.text: list[str] = []
        self.starts: dict[str, Callable[[Given], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}

    def start(self, name: str, given: Given) -> None:
        if act := self.starts.get(name):
            act(given)

    def end(self, name: str) -> None:
        if act := self.ends.get(name):
            act()

    def text_came(self, text: str) -> None:
        self.text.append(text)

    def taken(self) -> str:
        text, self.text = "".join(self.text), []
        return text


class _OpenDocument(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self._style, self._unseen_styles = "", set[str]()
        self._columns, self._row, self._cell = 0, (1, False), (1, 1)
        self.starts = {
            f"{_STYLE}style": self._begin_style,
            f"{_STYLE}table-properties": self._table_style,
            f"{_TABLE}table": self._begin_table,
            f"{_TABLE}table-column": self._column,
            f"{_TABLE}table-row": self._begin_row,
            f"{_TABLE}table-cell": self._begin_cell,
            f"{_TABLE}covered-table-cell": lambda given: self.grid.covered(_count(given, "number-columns-repeated")),
            f"{_OFFICE}text:1.0 p": lambda _: self.text.append("\n"),
            f"{_OFFICE}text:1.0 s": lambda _: self.text.append(" "),
        }
        self.ends = {
            f"{_TABLE}table": self.grid.end_table,
            f"{_TABLE}table-row": lambda: self.grid.end_row(self._row[1], self._row[0]),
            f"{_TABLE}table-cell": self._end_cell,
        }

    def _begin_style(self, given: Given) -> None:
        self._style = given.get(f"{_STYLE}name", "")

    def _table_style(self, given: Given) -> None:
        if given.get(f"{_TABLE}display") == "false":
            self._unseen_styles.add(self._style)

    def _begin_table(self, given: Given) -> None:
        self._columns = 0
        is_hidden = given.get(f"{_TABLE}style-name", "") in self._unseen_styles
        self.grid.begin_table(given.get(f"{_TABLE}name", ""), is_hidden)

    def _column(self, given: Given) -> None:
        count = _count(given, "number-columns-repeated")
        if _is_unseen(given):
            self.grid.hide_columns(self._columns, count)
        self._columns += count

    def _begin_row(self, given: Given) -> None:
        self._row = _count(given, "number-rows-repeated"), _is_unseen(given)
        self.grid.begin_row()

    def _begin_cell(self, given: Given) -> None:
        self._cell = _count(given, "number-columns-repeated"), _count(given, "number-rows-spanned")
        self.text = []

    def _end_cell(self) -> None:
        count, down = self._cell
        text = self.taken().strip()
        if text and down > 1:
            self.grid.cell(text, down=down)
        else:
            self.grid.repeated(text, count)


class _XmlSheets(_Handler):
    def __init__(self) -> None:
        super().__init__()
        self._column, self._is_hidden = 0, False
        self._cell: tuple[int | None, int, int] = (None, 1, 1)
        self.starts = {
            f"{_SHEET}Worksheet": lambda given: self.grid.begin_table(given.get(f"{_SHEET}Name", "")),
            f"{_SHEET}Column": self._begin_column,
            f"{_SHEET}Row": self._begin_row,
            f"{_SHEET}Cell": self._begin_cell,
            f"{_SHEET}Data": lambda _: self.text.clear(),
            "urn:schemas-microsoft-com:office:excel Visible": lambda _: self.text.clear(),
        }
        self.ends = {
            f"{_SHEET}Worksheet": self._end_table,
            f"{_SHEET}Row": lambda: self.grid.end_row(self._is_hidden),
            f"{_SHEET}Data": self._end_data,
            f"{_SHEET}Cell": self._end_cell,
            "urn:schemas-microsoft-com:office:excel Visible": self._end_visible,
        }
        self._data = ""

    def _begin_column(self, given: Given) -> None:
        at = _whole(given.get(f"{_SHEET}Index"), self._column + 1) - 1
        count = _whole(given.get(f"{_SHEET}Span"), 0) + 1
        if given.get(f"{_SHEET}Hidden") == "1":
            self.grid.hide_columns(at, count)
        self._column = at + count

    def _begin_row(self, given: Given) -> None:
        self._is_hidden = given.get(f"{_SHEET}Hidden") == "1"
        at = given.get(f"{_SHEET}Index")
        self.grid.begin_row(_whole(at, 1) if at else None)

    def _begin_cell(self, given: Given) -> None:
        at = given.get(f"{_SHEET}Index")
        across = _whole(given.get(f"{_SHEET}MergeAcross"), 0) + 1
        down = _whole(given.get(f"{_SHEET}MergeDown"), 0) + 1
        self._cell = _whole(at, 1) - 1 if at else None, across, down
        self._data = ""

    def _end_data(self) -> None:
        self._data = self.taken()

    def _end_cell(self) -> None:
        at, across, down = self._cell
        self.grid.cell(self._data, at, across, down)

    def _end_table(self) -> None:
        self.grid.end_table()
        self._column = 0

    def _end_visible(self) -> None:
        if self.taken().strip() in ("SheetHidden", "SheetVeryHidden"):
            self.grid.hide_table()


def _walked(xml: bytes, handler: _Handler, encoding: str | None = None) -> Found:
    parser = expat.ParserCreate(encoding, namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    parser.CharacterDataHandler = handler.text_came
    parser.StartDoctypeDeclHandler = _no_doctype
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise unread(BROKEN) from None
    return Found(tuple(handler.grid.tables), tuple(handler.grid.hidden))


def _no_doctype(*_: object) -> None:
    raise unread(BROKEN)


def _count(given: Given, name: str) -> int:
    return max(1, _whole(given.get(f"{_TABLE}{name}"), 1))


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= 7 else default


def _is_unseen(given: Given) -> bool:
    return given.get(f"{_TABLE}visibility") in ("collapse", "filter")
