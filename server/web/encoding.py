"""Structs → the JSON that is answered."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from msgspec import Struct

_encoder = msgspec.json.Encoder()


class HealthAnswer(Struct, frozen=True):
    status: str


def encode(answer: Struct) -> bytes:
    return _encoder.encode(answer)


def rfc3339(moment: datetime | None) -> str | None:
    """In UTC with a Z."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
