"""The data folder: one server at a time, and none where a meeting has been moved away."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from server.config import BadSetting

DATABASE = "topfive.db"
_LOCK, _MOVED = "lock", "moved"


def check_whole(folder: Path) -> None:
    """What shows that a database was here, and no database: half of a folder. Raises BadSetting."""
    database, log, index = (folder / f"{DATABASE}{end}" for end in ("", "-wal", "-shm"))
    if not _size(database) and (left := _left_of_a_database(folder)):
        what = "is empty" if database.exists() else "is not there"
        raise BadSetting(
            f"TOPFIVE_DATA / --data: {folder} holds {left}, and their database {DATABASE} {what}. "
            "Put it back beside them, or move the folder away to begin anew."
        )
    if index.exists() and not log.exists():  # SQLite makes them together, and takes the index away first
        raise BadSetting(
            f"TOPFIVE_DATA / --data: {log} is not there, which holds the newest part of {DATABASE}. Put it back beside "
            f"it; if it is lost, delete {index.name} to go on with what is older."
        )


def _left_of_a_database(folder: Path) -> str:
    """What a folder without a database would have no use for; nothing where there is none."""
    if any((folder / "keys").glob("*.key")):
        return "the keys of polls"
    if (folder / "tickets.key").exists():
        return "the key of printed tickets"
    if any(each for kept in ("documents", "slides") for each in (folder / kept).glob("*")):
        return "files that were handed in"
    return "the log of a database" if _size(folder / f"{DATABASE}-wal") else ""


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder is this process's alone. Raises BadSetting where another one has it, or its meetings were moved."""
    if (folder / _MOVED).exists():
        raise BadSetting(
            f"TOPFIVE_DATA / --data: the meetings of {folder} were moved to {(folder / _MOVED).read_text('utf-8')}. "
            "Start Topfive with that folder; here it would be a second meeting."
        )
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)  # which ends the lock too, also when the process is killed


def _lock(handle: int, folder: Path) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has another way, and no use here yet
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise BadSetting(
            f"TOPFIVE_DATA / --data: another Topfive is using {folder}. Stop it first, or choose another folder."
        ) from None


def mark_moved(folder: Path, to: Path) -> None:
    """No server starts here any more."""
    with open(folder / _MOVED, "w", encoding="utf-8") as file:
        file.write(str(to.resolve()))
        file.flush()
        os.fsync(file.fileno())


def make_empty(folder: Path) -> None:
    """A new folder for its owner's eyes. Raises BadSetting where something is there already."""
    with suppress(FileNotFoundError):
        if any(folder.iterdir()):
            raise BadSetting(f"{folder} is not empty. Name a folder that does not exist yet.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
