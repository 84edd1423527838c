"""CSV text as the bytes that spreadsheets open."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from io import StringIO

_BYTE_ORDER_MARK = "\ufeff"  # Excel reads UTF-8 only with it


def csv_bytes(text: str) -> bytes:
    return (_BYTE_ORDER_MARK + text).encode()


def in_words(text: str, heads: Mapping[str, str], cells: Mapping[str, Mapping[str, str]], fixed: int) -> str:
    """The same CSV for people: its first ``fixed`` columns headed in words, with words for the codes that stand there.

    What comes behind them is headed by what people named. Whoever calls sees to it that no word reads as a formula.
    """
    head, *lines = csv.reader(StringIO(text, newline=""))
    codes = head[:fixed]
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*(heads.get(each, each) for each in codes), *head[fixed:]])
    for line in lines:
        told = [cells.get(code, {}).get(cell, cell) for code, cell in zip(codes, line, strict=False)]
        writer.writerow([*told, *line[fixed:]])
    return out.getvalue()
