"""A workbook (.xlsx) → the cells that people see, read by the limited program."""

from __future__ import annotations

import msgspec

from server.files import limited
from votes.errors import BadRows
from votes.formats.sheets import Sheet

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = "This workbook is damaged and cannot be read; save it once more as .xlsx and try again."


def is_workbook(data: bytes) -> bool:
    """By what it holds, whatever the file is called."""
    return data.startswith((ZIP, OLE))


async def sheets_of(data: bytes) -> tuple[Sheet, ...]:
    """The visible sheets that hold anything. Raises BadRows at ``1/file``, saying what to do."""
    code, made = await limited.run(limited.SHEETS, [data])
    if code == limited.REFUSED and made:
        raise BadRows(msgspec.json.decode(made[0], type=tuple[tuple[str, str], ...]))
    if code or not made:
        raise BadRows((("1/file", _BROKEN),))
    return msgspec.json.decode(made[0], type=tuple[Sheet, ...])
