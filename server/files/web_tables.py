"""The tables of a web page, which many systems export and call .xls.

Done in the limited program alone, since strangers wrote it. Source: WHATWG HTML, 4.9.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from server.files.found import Found
from server.files.grid import Grid
from server.files.told import NO_TABLE, unread
from votes.lists.table import Source

_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE)
_SKIPPED = frozenset(("script", "style", "head", "template"))
_BLOCKS = frozenset(("br", "p", "div", "li"))
MOST_SPAN = 1_000  # as browsers have it


def read_web_page(text: str) -> Found:
    """Its tables; of one within another the inner one's text stands in the cell. Raises BadRows for none."""
    page = _Page()
    page.feed(_closed(text))
    page.close()
    page.finish()
    if not page.grid.tables:
        raise unread(NO_TABLE)
    return Found(tuple(page.grid.tables))


def _closed(text: str) -> str:
    """Without comments and without what is opened at the end and never closed, each of which is looked for anew at
    every one of its beginnings.
    """
    kept, at = list[str](), 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + len("-->")
    kept.append(text[at:] if start < 0 else text[at:start])
    whole = "".join(kept)
    return whole[: whole.rfind(">") + 1]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = Grid(Source.WORKBOOK)
        self._depth = self._skipped = 0
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._has_row = self._is_hidden = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skipped += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.grid.begin_table()
        elif self._depth == 1 and tag == "tr":
            self._begin_row(given)
        elif self._depth == 1 and tag in ("td", "th"):
            self._begin_cell(given)
        elif tag in _BLOCKS and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipped = max(0, self._skipped - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._end_row()
                self.grid.end_table()
            self._depth -= 1
        elif self._depth == 1 and tag == "tr":
            self._end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._skipped:
            self._cell.append(data)

    def finish(self) -> None:
        """A page that breaks off in its table ends it."""
        if self._depth:
            self._end_row()
            self.grid.end_table()

    def _begin_row(self, given: dict[str, str]) -> None:
        self._end_row()
        self.grid.begin_row()
        self._has_row = True
        self._is_hidden = "hidden" in given or bool(_UNSEEN.search(given.get("style", "")))

    def _begin_cell(self, given: dict[str, str]) -> None:
        self._end_cell()
        if not self._has_row:
            self._begin_row({})
        self._cell = []
        self._spans = _span(given.get("colspan")), _span(given.get("rowspan"))

    def _end_cell(self) -> None:
        if self._cell is not None:
            text = " ".join("".join(self._cell).replace("\xa0", " ").split())
            self.grid.cell(text, across=self._spans[0], down=self._spans[1])
            self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._has_row:
            self.grid.end_row(self._is_hidden)
            self._has_row = False


def _span(text: str | None) -> int:
    return min(int(text), MOST_SPAN) if text and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1
