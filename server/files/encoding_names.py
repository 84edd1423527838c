"""The encodings that are read, by name; what weighs them stands in ``encodings.py``, for the limited program alone."""

from __future__ import annotations

# By the language of the meeting, what its spreadsheets save where they do not save Unicode; then all others.
USUAL = {"zh": ("gb18030", "big5"), "ja": ("cp932",), "en": ("cp1252",), "ko": ("cp949",)}
WEIGHED = ("gb18030", "cp932", "cp1252", "big5", "cp949", "euc_jp", "cp1250", "cp1251")
_OTHERS = (
    "utf-8 utf-8-sig utf-16 utf-16-le utf-16-be us-ascii gbk gb2312 shift_jis euc_kr big5hkscs windows-1250 "
    "windows-1251 windows-1252 iso-8859-1 iso-8859-2 iso-8859-15"
)
ENCODINGS = frozenset((*WEIGHED, *_OTHERS.split()))


def is_usual(encoding: str, language: str) -> bool:
    """Whether it is what spreadsheets save in the meeting's language where they do not save Unicode."""
    return encoding in USUAL.get(language[:2], ())
