"""A page that is made once for many phones and kept as it is sent, with gaps for what is one phone's own.

What stands between the gaps is compressed once. What fills them is a few letters, and goes between as it is: a gzip
file is blocks one after the other, and some of them need not be compressed (RFC 1951, 3.2.4).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping

from markupsafe import escape
from starlette.requests import Request
from starlette.responses import Response

from server.web.render import security_headers
from server.web.static_files import accepts_gzip

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # RFC 1952, 2.3.1: deflate, no time, compressed well
_END = b"\x01\x00\x00\xff\xff"  # an empty block that is the last
_LONGEST_BLOCK = 0xFFFF


Pieces = tuple[tuple[bytes, bytes, str], ...]  # HTML as it is and as blocks, and the name of the gap after it, or ""


def cut(html: str, gaps: Mapping[str, str]) -> Pieces:
    """``gaps`` has the text that stands for each: drawn at random, so that nobody can write it into a title."""
    names = {text: name for name, text in gaps.items()}
    parts = re.split(f"({'|'.join(map(re.escape, names))})", html) if names else [html]
    follows = [names[text] for text in parts[1::2]] + [""]
    cuts = zip(map(str.encode, parts[::2]), follows, strict=True)
    return tuple((part, _blocks(part), gap) for part, gap in cuts)


def answer_pieces(request: Request, pieces: Pieces, language: str, fill: Mapping[str, str] | None = None) -> Response:
    """Answer with the page, never to be stored; its headers are those of a page that is made for one phone alone."""
    filled = {name: escape(text).encode() for name, text in (fill or {}).items()}
    is_small = accepts_gzip(request)
    return Response(
        gzipped(pieces, filled) if is_small else whole(pieces, filled),
        media_type="text/html",
        headers={
            "Content-Language": language,
            "Cache-Control": "no-store",
            "Vary": "Accept-Encoding, Accept-Language, Cookie",
            **security_headers(request.headers.get("host", "")),
            **({"Content-Encoding": "gzip"} if is_small else {}),
        },
    )


def whole(pieces: Pieces, fill: Mapping[str, bytes]) -> bytes:
    return b"".join([part for html, _, gap in pieces for part in (html, fill[gap] if gap else b"")])


def gzipped(pieces: Pieces, fill: Mapping[str, bytes]) -> bytes:
    """Raises ValueError for a text too long for one block."""
    parts, check, length = [_HEAD], 0, 0
    for html, blocks, gap in pieces:
        parts.append(blocks)
        check, length = zlib.crc32(html, check), length + len(html)
        if gap:
            text = fill[gap]
            parts.append(_stored(text))
            check, length = zlib.crc32(text, check), length + len(text)
    parts += [_END, check.to_bytes(4, "little"), (length & 0xFFFFFFFF).to_bytes(4, "little")]
    return b"".join(parts)


def _blocks(part: bytes) -> bytes:
    """Compressed up to a whole byte, and not the end of the file."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH)


def _stored(text: bytes) -> bytes:
    if len(text) > _LONGEST_BLOCK:
        raise ValueError("a gap's text is short")
    return b"\x00" + len(text).to_bytes(2, "little") + (len(text) ^ _LONGEST_BLOCK).to_bytes(2, "little") + text
