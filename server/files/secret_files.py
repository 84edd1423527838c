"""Secrets in files of their own: whole on the disk before they are used, or not there at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class DamagedSecret(OSError):
    """A file that should hold a secret is empty or cut short; the sentence says what to do."""


def read_secret(path: Path, least: int) -> bytes:
    """The file's bytes, of which there must be so many. Raises DamagedSecret, FileNotFoundError."""
    found = path.read_bytes()
    if len(found) < least:
        raise DamagedSecret(
            0,
            f"{path} holds {len(found)} bytes of a secret of {least}: it was cut short, by a full disk perhaps. "
            "Put back a copy of the data folder, or delete this file if nothing is to be kept",
        )
    return found


def keep_secret(path: Path, make: Callable[[], bytes], least: int) -> bytes:
    """The secret of this file; where there is none it is made, and durable under its name when this returns.

    It is written beside and renamed, so that neither a full disk nor a cut of power leaves half of it. Raises
    DamagedSecret, OSError.
    """
    with suppress(FileNotFoundError):
        return read_secret(path, least)
    secret = make()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return secret


def sync_folder(folder: Path) -> None:
    """A new name is durable only once its folder is."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
