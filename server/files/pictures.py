"""Somebody's picture → the small one beside an option."""

from __future__ import annotations

import hashlib

from server.errors import BadFields, FieldError
from server.files import limited

SIZE = 112  # twice the 56 that a phone shows
MOST_BYTES = 6 * 1024
MOST_PIXELS = 24_000_000
TYPES = ("image/png", "image/jpeg", "image/webp")
NO_PICTURE = "This picture cannot be read; send a PNG, JPEG or WebP."
TOO_MANY_PIXELS = "This picture has too many pixels; send one of at most 24 million."


async def redrawn(data: bytes, sender: str) -> bytes:
    """The middle of the picture, upright, as WebP; ``sender`` is the kind of those who sent it. Raises BadFields."""
    code, made = await limited.run(limited.PICTURE, [data], sender)
    if code or not made:
        raise BadFields(FieldError("picture", TOO_MANY_PIXELS if code == limited.TOO_MANY else NO_PICTURE))
    return made[0]


def name_of(webp: bytes) -> str:
    """What the picture is called: by what it shows, so that a copy is the same one."""
    return hashlib.sha256(webp).hexdigest()[:32]
