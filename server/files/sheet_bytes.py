"""CSV text as the bytes that spreadsheets open."""

from __future__ import annotations

_BYTE_ORDER_MARK = "\ufeff"  # Excel reads UTF-8 only with it


def csv_bytes(text: str) -> bytes:
    return (_BYTE_ORDER_MARK + text).encode()
