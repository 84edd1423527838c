"""A page that many get, made and compressed once, with holes for the few bytes that differ.

What stands between the holes is compressed beforehand, as pieces of one stream (RFC 1951: a piece ends on a whole byte
and nothing after it refers to what may differ), so that an answer is put together and not compressed.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # RFC 1952: gzip, no name, no time
_END = b"\x03\x00"  # a last block with nothing in it
_STORED = 64  # bytes of a hole that compressing would hardly make shorter
_FAST = 3  # how hard a long hole is compressed, since each phone has another
_WINDOW = 32_768  # how far back a piece may refer


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is the same for all, up to a hole or the end; ``hole`` is the name of what comes after it."""

    plain: bytes
    small: bytes
    hole: str


class FilledPage:
    """``html`` with, for each hole, the text that stands where it is; not every page has them all.

    That text is drawn at random, so that nobody can write it into a title. ``fixed`` holes have so many bytes always.
    """

    def __init__(self, html: str, holes: Mapping[str, str], fixed: Mapping[str, int] | None = None) -> None:
        names = {text: name for name, text in holes.items()}
        parts = re.split("(" + "|".join(map(re.escape, names)) + ")", html) if names else [html]
        before: bytes = b""
        pieces = []
        for at in range(0, len(parts), 2):
            plain = parts[at].encode()
            hole = names[parts[at + 1]] if at + 1 < len(parts) else ""
            pieces.append(_Piece(plain, _compressed(plain, before), hole))
            # A hole of unknown length ends what later pieces may refer to; of a known one its bytes are never meant.
            before = (before + plain + bytes(fixed[hole]))[-_WINDOW:] if fixed and hole in fixed else b""
        self._pieces: Sequence[_Piece] = tuple(pieces)

    def plain(self, values: Mapping[str, bytes]) -> bytes:
        """The page with these values in its holes."""
        return b"".join(part for each in self._pieces for part in (each.plain, values[each.hole] if each.hole else b""))

    def gzipped(self, values: Mapping[str, bytes]) -> bytes:
        """The same as one gzip stream."""
        parts, crc, length = [_HEAD], 0, 0
        for each in self._pieces:
            parts.append(each.small)
            crc = zlib.crc32(each.plain, crc)
            length += len(each.plain)
            if each.hole:
                value = values[each.hole]
                parts.append(_stored(value) if len(value) <= _STORED else _compressed(value, b"", _FAST))
                crc = zlib.crc32(value, crc)
                length += len(value)
        parts.append(_END + struct.pack("<II", crc, length & 0xFFFFFFFF))
        return b"".join(parts)


def _compressed(plain: bytes, before: bytes, level: int = 9) -> bytes:
    """Raw deflate up to a whole byte, referring back to ``before`` at most."""
    if before:
        maker = zlib.compressobj(level, zlib.DEFLATED, -15, zdict=before)
    else:
        maker = zlib.compressobj(level, zlib.DEFLATED, -15)
    return maker.compress(plain) + maker.flush(zlib.Z_SYNC_FLUSH)


def _stored(plain: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(plain), len(plain) ^ 0xFFFF) + plain
