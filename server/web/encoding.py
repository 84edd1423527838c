"""Structs → the JSON that is answered, and the names of files to save."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import msgspec
from msgspec import Struct

_encoder = msgspec.json.Encoder()


class HealthAnswer(Struct, frozen=True, omit_defaults=True):
    """``status`` is ok, or what is wrong and what to do; ``trouble`` names that for programs."""

    status: str
    trouble: str = ""


def encode(answer: Struct) -> bytes:
    return _encoder.encode(answer)


def rfc3339(moment: datetime | None) -> str | None:
    """In UTC with a Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def to_save(plain: str, named: str) -> dict[str, str]:
    """The header of a file to save under its whole name; ``plain`` is for what reads ASCII alone."""
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(named)}"}
