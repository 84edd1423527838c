"""A disk under SQLite that a test can look at and break: a VFS that stands before the system's own one.

Every file that SQLite opens meanwhile goes through it. What is written, cut off and synced of the watched database and
its log is noted in order, beside what the test itself notes; and any write or sync may be answered as a full or a
failing disk answers. It is made with ctypes, of the very library that Python's own ``sqlite3`` has loaded, so no
compiler is needed.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

OK, FULL, IOERR_WRITE, IOERR_FSYNC = 0, 13, 778, 1034  # SQLite's own numbers
_NAME = b"watched"

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_CLOSE = CFUNCTYPE(c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
        ("delete", c_void_p),
        ("others", c_void_p * 14),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    )


class Kind(StrEnum):
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    GONE = "gone"
    NOTE = "note"  # the test's own


@dataclass(frozen=True, slots=True)
class Event:
    """``name`` is what stands behind the database's own name: nothing, or "-wal"."""

    kind: Kind
    name: str = ""
    at: int = 0
    data: bytes = b""
    note: Any = None


Answer = Callable[[str], int]  # what a write or sync of the file of this name is answered: OK, or SQLite's number


class Disk:
    """``events`` until now. ``on_write`` and ``on_sync`` are asked before each; ``syncs`` off makes them quick."""

    def __init__(self, database: Path) -> None:
        self.events: list[Event] = []
        self.on_write: Answer = lambda _: OK
        self.on_sync: Answer = lambda _: OK
        self.syncs = True
        self._watched = str(database)
        self._open: dict[int, tuple[str | None, _Methods, int]] = {}  # by address: its name, its methods and theirs
        self._made: dict[int, _Methods] = {}
        self._library = _library()
        self._find()
        self._own = {
            "close": _CLOSE(self._closed),
            "write": _WRITE(self._written),
            "truncate": _TRUNCATE(self._truncated),
            "sync": _SYNC(self._synced),
        }

    def note(self, note: Any) -> None:
        self.events.append(Event(Kind.NOTE, note=note))

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Under all that is opened from now on; close it all before the end."""
        assert self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1) == OK
        try:
            yield
        finally:
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))
            self._library.sqlite3_vfs_register(self._plain_at, 1)
        assert not self._open, "a file is still open on the watched disk"

    def _find(self) -> None:
        self._plain_at = c_void_p(self._library.sqlite3_vfs_find(None))
        plain = _Vfs.from_address(self._plain_at.value or 0)
        assert plain.name != _NAME, "one disk at a time"
        self._vfs = _Vfs.from_buffer_copy(plain)
        self._plain_open, self._plain_delete = _OPEN(plain.open), _DELETE(plain.delete)
        self._own_open, self._own_delete = _OPEN(self._opened), _DELETE(self._deleted)
        self._vfs.next, self._vfs.name = None, _NAME
        self._vfs.open = ctypes.cast(self._own_open, c_void_p)
        self._vfs.delete = ctypes.cast(self._own_delete, c_void_p)

    def _name_of(self, path: bytes | None) -> str | None:
        text = (path or b"").decode()
        return text.removeprefix(self._watched) if text.startswith(self._watched) else None

    def _opened(self, _vfs: int, path: int | None, file: int, flags: int, out: int | None) -> int:
        answer: int = self._plain_open(self._plain_at, path, file, flags, out)
        at = c_void_p.from_address(file)
        if answer == OK and at.value:
            name = self._name_of(ctypes.string_at(path)) if path else None
            self._open[file] = name, _Methods.from_address(at.value), at.value
            at.value = ctypes.addressof(self._methods_for(at.value))
        return answer

    def _methods_for(self, plain: int) -> _Methods:
        """The methods of such files with four of them ours; kept, since SQLite keeps their address."""
        if plain not in self._made:
            made = self._made[plain] = _Methods.from_buffer_copy(_Methods.from_address(plain))
            for name, own in self._own.items():
                setattr(made, name, ctypes.cast(own, c_void_p))
        return self._made[plain]

    def _deleted(self, _vfs: int, path: bytes, is_to_sync: int) -> int:
        if (name := self._name_of(path)) is not None:
            self.events.append(Event(Kind.GONE, name))
        answer: int = self._plain_delete(self._plain_at, path, is_to_sync)
        return answer

    def _closed(self, file: int) -> int:
        _, methods, plain = self._open.pop(file)
        c_void_p.from_address(file).value = plain
        answer: int = _CLOSE(methods.close)(file)
        return answer

    def _written(self, file: int, data: int, size: int, at: int) -> int:
        name, methods, _ = self._open[file]
        if name is not None and (refused := self.on_write(name)):
            return refused
        if name is not None:
            self.events.append(Event(Kind.WRITE, name, at, ctypes.string_at(data, size)))
        answer: int = _WRITE(methods.write)(file, data, size, at)
        return answer

    def _truncated(self, file: int, size: int) -> int:
        name, methods, _ = self._open[file]
        if name is not None:
            self.events.append(Event(Kind.TRUNCATE, name, size))
        answer: int = _TRUNCATE(methods.truncate)(file, size)
        return answer

    def _synced(self, file: int, flags: int) -> int:
        name, methods, _ = self._open[file]
        if name is not None and (refused := self.on_sync(name)):
            return refused
        answer: int = _SYNC(methods.sync)(file, flags) if self.syncs else OK
        if name is not None and answer == OK:
            self.events.append(Event(Kind.SYNC, name))
        return answer


def _library() -> Any:
    """The SQLite that Python uses, not another copy of it."""
    found = ctypes.CDLL(_sqlite3.__file__)
    try:
        find, register, unregister = found.sqlite3_vfs_find, found.sqlite3_vfs_register, found.sqlite3_vfs_unregister
    except AttributeError:
        raise RuntimeError("this Python hides its SQLite; run the faults with one that loads libsqlite3.so.0") from None
    find.restype, find.argtypes = c_void_p, (c_char_p,)
    register.argtypes, unregister.argtypes = (c_void_p, c_int), (c_void_p,)
    return found
