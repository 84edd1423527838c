"""The one rule of every lot: whoever knows the seed, and the ids in question, can draw again."""

from __future__ import annotations

import unicodedata
from hashlib import sha256


def key(seed: str, id: str) -> str:
    """SHA-256 over UTF-8(NFC(seed)), one zero byte and the id, as 64 hexadecimal digits; the lowest wins.

    Source: RFC 3797, "Publicly Verifiable Nominations Committee Random Selection": the list of those who can be
    drawn is fixed first, then the seed, which nobody could know before.
    """
    return sha256(unicodedata.normalize("NFC", seed).encode() + b"\x00" + id.encode()).hexdigest()
