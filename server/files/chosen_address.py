"""The address for QR codes that the host chose, kept in the data folder; a copy on another machine leaves it behind."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

_NAME = "address.json"


class ChosenAddress(msgspec.Struct, frozen=True):
    """``interface`` is where it was found: a router may give the machine another one there."""

    address: str
    interface: str


def read_chosen(folder: Path) -> ChosenAddress | None:
    """None where none was chosen, or what is kept cannot be read."""
    try:
        return msgspec.json.decode((folder / _NAME).read_bytes(), type=ChosenAddress)
    except (OSError, msgspec.DecodeError):
        return None


def keep_chosen(folder: Path, chosen: ChosenAddress) -> None:
    """Raises OSError."""
    beside = folder / f".{_NAME}"
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.encode(chosen))
    beside.replace(folder / _NAME)
