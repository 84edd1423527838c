"""A copy of the database as of one moment."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path


def copy(source: Path, to: Path) -> None:
    """One file without a log, on disk when it returns. It holds rows, not pages: nothing erased comes along.

    Raises OSError where it cannot be written.
    """
    try:
        with closing(sqlite3.connect(source, isolation_level=None, timeout=30)) as database:
            database.execute("VACUUM INTO ?", (str(to),))
    except sqlite3.Error as error:
        raise OSError(0, str(error)) from error
    os.chmod(to, 0o600)
    for each in (to, to.parent) if os.name == "posix" else ():
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
