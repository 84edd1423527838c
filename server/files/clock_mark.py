"""What both clocks said at one moment, kept beside the database, so that a jump over a restart is seen."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import msgspec

_NAME = "clock.json"


class ClockMark(msgspec.Struct, frozen=True):
    """``moment`` by the server's clock at ``ticks`` seconds of the machine's start ``boot``.

    ``jumped_at`` is when the last jump was seen, by the clock after it, and ``before`` what it should have been then,
    or None where nobody knows; ``waiting`` are the lists whose end it put off.
    """

    moment: datetime
    ticks: float
    boot: str
    jumped_at: datetime | None = None
    before: datetime | None = None
    waiting: tuple[str, ...] = ()


def read_mark(folder: Path) -> ClockMark | None:
    """The last that was kept; None where there is none that can be read, as after a cut of power."""
    try:
        return msgspec.json.decode((folder / _NAME).read_bytes(), type=ClockMark)
    except (OSError, msgspec.DecodeError):
        return None


def keep_mark(folder: Path, mark: ClockMark) -> None:
    """Not synced: a mark that is lost is one jump that goes unnoticed, and a sync every half minute wakes disks.

    Raises OSError.
    """
    beside = folder / f".{_NAME}"
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(mark))
    beside.replace(folder / _NAME)
