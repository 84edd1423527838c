"""Times as people in the hall type and read them, and the zone they are in: every time goes through here.

A session has a zone. Where none was told, its start's own offset is the hall's; else Chinese sessions are in China's
time, others in the server's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from server.errors import BadFields, FieldError
from server.words import formats
from votes.limits import is_datable
from votes.model import Session

_CHINA = timezone(timedelta(hours=8))
_NO_PLACES = frozenset({"localtime", "posixrules", "Factory"})
# How people there call it, and not by the city's name.
_NATIONAL = {("zh-CN", "Asia/Shanghai"): "北京时间", ("ja", "Asia/Tokyo"): "日本時間"}


@cache
def known_zones() -> frozenset[str]:
    """The names of the IANA's database, the system's own or that of the package tzdata."""
    return frozenset(available_timezones() - _NO_PLACES)


def check_zone(name: str | None) -> None:
    """Raises BadFields."""
    if name is not None and name not in known_zones():
        raise BadFields(FieldError("time_zone", "Name a time zone of the IANA's list, such as Asia/Shanghai."))


def zone_for(locale: str, name: str | None, like: datetime | None = None) -> tzinfo | None:
    """The zone of this name; without one that of ``like``, else by the language. None is the server's own."""
    if name and name in known_zones():
        return ZoneInfo(name)
    if like:
        return like.tzinfo
    return _CHINA if locale == "zh-CN" else None


def zone_of(session: Session) -> tzinfo | None:
    return zone_for(session.locale, session.time_zone, session.starts_at)


def typed(text: str, zone: tzinfo | None, field: str) -> datetime:
    """A form's time, which names no zone, in the hall's. Raises BadFields at ``field``."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise BadFields(FieldError(field, "Give the time as a date and a time of day.")) from None
    if not is_datable(told):  # near the ends of the calendar zones cannot be told apart
        raise BadFields(FieldError(field, "Give a date between the years 2000 and 2100."))
    return datetime.fromisoformat((told.replace(tzinfo=zone) if zone else told.astimezone()).isoformat())


def hall_time(session: Session, moment: datetime) -> datetime:
    """The moment as a clock in the hall shows it."""
    return moment.astimezone(zone_of(session))


def zone_said(session: Session, moment: datetime, language: str) -> str:
    """The zone that a time stands in, in words; without a name by its distance from Greenwich at that moment."""
    name = session.time_zone if session.time_zone in known_zones() else None
    distance = _distance(hall_time(session, moment))
    if name is None or (place := _places(language).get(name)) is None:
        return distance
    if own := _NATIONAL.get((language, name)):
        return own
    return {"zh-CN": f"{place}时间", "ja": f"{place}時間"}.get(language, f"{distance}, {place}")


def with_zone(said: str, session: Session, moment: datetime, language: str) -> str:
    """A time that is said, and its zone beside it."""
    zone = zone_said(session, moment, language)
    return f"{said} ({zone})" if language == "en" else f"{said}（{zone}）"


def filters(language: str) -> Mapping[str, Callable[..., str]]:
    """The filters of the templates, which take the moment and the session."""

    def date(moment: datetime, session: Session) -> str:
        """The day, its weekday and the time of day."""
        return with_zone(formats.OWN[language]["date"](hall_time(session, moment)), session, moment, language)

    def time_of(moment: datetime, session: Session) -> str:
        return with_zone(bare_time(moment, session), session, moment, language)

    def bare_time(moment: datetime, session: Session) -> str:
        """For a column of times, over which the zone stands once."""
        return f"{hall_time(session, moment):%H:%M:%S}"

    def hall_day(moment: datetime, session: Session) -> str:
        return str(formats.OWN[language]["day"](hall_time(session, moment)))

    def iso_day(moment: datetime, session: Session) -> str:
        return f"{hall_time(session, moment):%Y-%m-%d}"

    def zone(moment: datetime, session: Session) -> str:
        return zone_said(session, moment, language)

    return {
        "date": date,
        "time_of": time_of,
        "bare_time": bare_time,
        "hall_day": hall_day,
        "iso_day": iso_day,
        "zone_said": zone,
    }


def _distance(moment: datetime) -> str:
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"GMT{'+' if minutes > 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"


@cache
def _places(language: str) -> Mapping[str, str]:
    """What the zones' places are called; written by ``tests/words/zone_names.py``."""
    kept = json.loads(files("server.words").joinpath("zones.json").read_text("utf-8"))
    return kept.get(language, kept["en"])  # type: ignore[no-any-return]
