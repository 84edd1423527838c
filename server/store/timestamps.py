"""Datetimes ↔ the integer milliseconds, or the text, in the tables."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What is further away than any zone can tell is read as the nearest that they all can: a reader never fails.
_FIRST, _LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(moment: datetime | None) -> int | None:
    return None if moment is None else (moment - _EPOCH) // _MS


def from_ms(ms: int | None) -> datetime | None:
    return None if ms is None else _EPOCH + min(max(ms, (_FIRST - _EPOCH) // _MS), (_LAST - _EPOCH) // _MS) * _MS


def from_text(text: str | None) -> datetime | None:
    """With the zone that was told; None for what is no time with a zone."""
    try:
        moment = datetime.fromisoformat(text or "")
        return min(max(moment, _FIRST), _LAST) if moment.tzinfo else None
    except ValueError:
        return None


def day_from_text(text: str | None) -> date | None:
    """None for what is no day."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
