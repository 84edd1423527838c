"""A program gives up files and connections for good, before it opens what strangers wrote: on Linux, by Landlock.

Numbers and structures are those of linux/landlock.h; files since Linux 5.13, connections since 6.7.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from server.config import CODE

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same on every kind of processor
_VERSION, _PATH_BENEATH, _NO_NEW_PRIVILEGES = 1, 1, 38
_EXECUTE, _WRITE, _READ, _LIST, _REMOVE, _MAKE, _TRUNCATE = 1, 1 << 1, 1 << 2, 1 << 3, 1 << 5, 1 << 8, 1 << 14
_EVERYTHING = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many rights over files a version knows; later ones as 5
_CONNECTIONS, _SCOPES = 0b11, 0b11  # to bind and to connect; sockets without a name in a folder, and signals


def confine(folder: Path) -> bool:
    """From now on this process reads its libraries and writes in ``folder``; no other file, no connection.

    Whether the system can do that. Raises OSError where it can and does not.
    """
    if not sys.platform.startswith("linux"):
        return False
    call = ctypes.CDLL(None, use_errno=True).syscall
    version = call(_CREATE, None, 0, _VERSION)
    if version < 1:
        return False
    rights = (1 << _EVERYTHING[min(version, 5)]) - 1
    rules = struct.pack("QQQ", rights, _CONNECTIONS, _SCOPES)[: 24 if version >= 6 else 16 if version >= 4 else 8]
    made = _checked(call(_CREATE, rules, len(rules), 0))
    own = _READ | _LIST | _WRITE | _REMOVE | _MAKE | _TRUNCATE
    for path, allowed in (*_libraries(), (folder, own)):
        _allow(call, made, path, allowed & rights)
    _checked(ctypes.CDLL(None, use_errno=True).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _checked(call(_RESTRICT, made, 0))
    os.close(made)
    return True


def _libraries() -> Iterator[tuple[Path, int]]:
    """In a checkout the data folder lies beside the code: of that folder the names can be read, and the two packages.

    The package of a wheel stands inside of what it needs.
    """
    yield CODE, _LIST
    for part in ("server", "votes"):
        yield CODE / part, _READ | _LIST
    found = {Path(sys.prefix), Path(sys.base_prefix), *map(Path, sys.path[1:]), *map(Path, ("/usr", "/lib", "/lib64"))}
    for path in found:
        if path.is_dir() and path.resolve() != CODE:
            yield path, _READ | _LIST | _EXECUTE
    for path in map(Path, ("/etc/ld.so.cache", "/dev/null", "/dev/urandom")):
        if path.exists():
            yield path, _READ


def _allow(call: ctypes._NamedFuncPointer, made: int, path: Path, allowed: int) -> None:
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", allowed, handle)
    _checked(call(_ADD, made, _PATH_BENEATH, rule, 0))
    os.close(handle)


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
