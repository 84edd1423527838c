"""Times as people in the hall type and read them: a form's field knows no time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone, tzinfo

from server.errors import BadFields, FieldError

_CHINA = timezone(timedelta(hours=8))
YEARS = range(2000, 2101)  # in which meetings are held; near the ends of the calendar zones cannot be told apart


def is_ours(day: date) -> bool:
    """Whether a date, or a time by its own date, lies in the years that are taken."""
    return day.year in YEARS


def typed(text: str, locale: str, field: str, like: datetime | None = None) -> datetime:
    """The hall's own time: in the offset of ``like`` where the session has told it.

    Else Chinese sessions are in China's, others in the server's. Raises BadFields at ``field``.
    """
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise BadFields(FieldError(field, "Give the time as a date and a time of day.")) from None
    if not is_ours(local):
        raise BadFields(FieldError(field, "Give a date between the years 2000 and 2100."))
    zone = _zone(locale, like)
    return local.replace(tzinfo=zone) if zone else local.astimezone()


def local(moment: datetime, locale: str, like: datetime | None = None) -> datetime:
    """The moment with the offset that ``typed`` would have read it in."""
    return moment.astimezone(_zone(locale, like))


def _zone(locale: str, like: datetime | None) -> tzinfo | None:
    if like:
        return like.tzinfo
    return _CHINA if locale == "zh-CN" else None
