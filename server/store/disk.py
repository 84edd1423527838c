"""What is wrong with the disk under the database, as people are told it."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

LEAST_BYTES = 200_000_000  # below which no list opens: its ballots must have room


class Trouble(StrEnum):
    FAILED = "failed"  # nobody knows what it holds: nothing more is written before a restart
    FULL = "full"
    REFUSES = "refuses"
    LITTLE = "little"


SAID: Mapping[Trouble, str] = {
    Trouble.FAILED: "The server's disk failed. Stop Topfive, check the disk, then start it again; "
    "what it confirmed before is kept.",
    Trouble.FULL: "The server's disk is full, so nothing more can be recorded. Make room on it; "
    "then everything goes on by itself.",
    Trouble.REFUSES: "The server cannot write to its disk. Check whether the data folder is writable; "
    "then everything goes on by itself.",
    Trouble.LITTLE: "The server's disk has less than 200 MB left, so no list opens. Make room on it first.",
}


def trouble_of(text: str) -> Trouble:
    """What a write met that the database refused, by SQLite's own words."""
    return Trouble.FULL if "full" in text else Trouble.REFUSES


def is_out_of_room(error: Exception) -> bool:
    """Whether a file of ours met a disk that is full, or that may not be filled further."""
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def has_little_room(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < LEAST_BYTES
