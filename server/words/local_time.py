"""Times as people in the hall type and read them: a form's field knows no time zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone, tzinfo

from server.errors import BadFields, FieldError
from votes.limits import is_datable

_CHINA = timezone(timedelta(hours=8))


def typed(text: str, locale: str, field: str, like: datetime | None = None) -> datetime:
    """The hall's own time: in the offset of ``like`` where the session has told it.

    Else Chinese sessions are in China's, others in the server's. Raises BadFields at ``field``.
    """
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise BadFields(FieldError(field, "Give the time as a date and a time of day.")) from None
    if not is_datable(told):  # near the ends of the calendar zones cannot be told apart
        raise BadFields(FieldError(field, "Give a date between the years 2000 and 2100."))
    zone = _zone(locale, like)
    return told.replace(tzinfo=zone) if zone else told.astimezone()


def local(moment: datetime, locale: str, like: datetime | None = None) -> datetime:
    """The moment with the offset that ``typed`` would have read it in."""
    return moment.astimezone(_zone(locale, like))


def _zone(locale: str, like: datetime | None) -> tzinfo | None:
    if like:
        return like.tzinfo
    return _CHINA if locale == "zh-CN" else None
