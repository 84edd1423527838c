"""A session as the API takes and answers it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from server.features.admission.schemas import GroupAnswer, groups_answer
from server.features.polls.schemas import PollAnswer, PollForm, poll_answer
from server.web.encoding import rfc3339
from server.web.fields import Line, Name, Strict, Title
from votes.limits import alike
from votes.model import Poll, Session


class WifiAnswer(Struct, frozen=True):
    ssid: str
    password: str


class SceneAnswer(Struct, frozen=True):
    kind: str
    poll: str | None
    step: int


class SessionAnswer(Struct, frozen=True):
    """``keep_until``, ``wifi``, ``screen_url`` and ``host_url`` are for the host alone.

    ``shared_phones``: after sending, a phone offers to vote for another person. ``locked``: nobody else may join.
    """

    id: str
    title: str
    locale: str
    organization: str | None
    place: str | None
    starts_at: str | None
    time_zone: str | None
    admission: str
    voters: str
    smallest_group: int
    shared_phones: bool
    locked: bool
    join_code: str
    join_url: str
    scene: SceneAnswer
    groups: tuple[GroupAnswer, ...]
    polls: tuple[PollAnswer, ...]
    keep_until: str | UnsetType | None = UNSET
    wifi: WifiAnswer | UnsetType | None = UNSET
    screen_url: str | UnsetType = UNSET
    host_url: str | UnsetType = UNSET


class SessionsAnswer(Struct, frozen=True):
    sessions: tuple[SessionAnswer, ...]


def session_answer(session: Session, polls: Sequence[Poll], now: datetime, public: str) -> SessionAnswer:
    """Without what only the host may know; ``for_host`` adds it."""
    return SessionAnswer(
        id=session.id,
        title=session.title,
        locale=session.locale,
        organization=session.organization,
        place=session.place,
        starts_at=session.starts_at.isoformat() if session.starts_at else None,
        time_zone=session.time_zone,
        admission=session.admission,
        voters=session.voters,
        smallest_group=session.smallest_group,
        shared_phones=session.shared_phones,
        locked=session.locked,
        join_code=session.join_code,
        join_url=f"{public}/j/{session.join_code}",
        scene=SceneAnswer(session.scene.kind, session.scene.poll, session.scene.step),
        groups=groups_answer(session),
        polls=tuple(poll_answer(poll, now) for poll in polls),
    )


def for_host(answer: SessionAnswer, session: Session, public: str, screen_key: str) -> SessionAnswer:
    return msgspec.structs.replace(
        answer,
        keep_until=rfc3339(session.keep_until),
        wifi=WifiAnswer(session.wifi.ssid, session.wifi.password) if session.wifi else None,
        screen_url=f"{public}/screen/{session.id}?key={screen_key}",
        host_url=f"{public}/host/{session.id}",
    )


class GroupForm(Strict, frozen=True, forbid_unknown_fields=True):
    """``weight`` is 1 for all as long as no way of combining groups makes it count."""

    name: Name
    seats: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    weight: int = 1

    def __post_init__(self) -> None:
        Strict.__post_init__(self)
        if self.weight != 1:
            raise ValueError("`weight` must be 1: groups with other weights are not offered yet")


def twice(groups: Sequence[GroupForm]) -> tuple[int, int] | None:
    """The places of the first two groups that are one to people, however their names are typed."""
    seen: dict[tuple[str, str], int] = {}
    for at, group in enumerate(groups):
        same = alike(group.name, None)
        if same in seen:
            return seen[same], at
        seen[same] = at
    return None


class WifiForm(Strict, frozen=True, forbid_unknown_fields=True):
    ssid: Annotated[str, Meta(min_length=1, max_length=32)]
    password: Annotated[str, Meta(max_length=63)] = ""


class SessionFields(Strict, frozen=True, forbid_unknown_fields=True):
    """What a session may be given beside its title and its polls."""

    locale: Literal["zh-CN", "en", "ja"] = "zh-CN"
    organization: Line | None = None
    place: Line | None = None
    starts_at: Annotated[datetime, Meta(tz=True)] | None = None
    time_zone: Annotated[str, Meta(max_length=64)] | None = None
    admission: Literal["open", "ticket"] = "open"
    voters: Literal["person", "group"] = "person"
    smallest_group: Annotated[int, Meta(ge=0, le=1000)] = 5
    keep_until: Annotated[datetime, Meta(tz=True)] | None = None
    shared_phones: bool = False
    wifi: WifiForm | None = None
    groups: Annotated[tuple[GroupForm, ...], Meta(max_length=200)] = ()


class SessionForm(SessionFields, frozen=True, forbid_unknown_fields=True, kw_only=True):
    title: Title
    polls: Annotated[tuple[PollForm, ...], Meta(max_length=50)]


class ImportFields(SessionFields, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The ``session`` part of an import; its polls come from the file."""

    title: Title | None = None


class SessionPatch(Strict, frozen=True, forbid_unknown_fields=True):
    title: Title | msgspec.UnsetType = msgspec.UNSET
    locale: Literal["zh-CN", "en", "ja"] | msgspec.UnsetType = msgspec.UNSET
    organization: Line | msgspec.UnsetType | None = msgspec.UNSET
    place: Line | msgspec.UnsetType | None = msgspec.UNSET
    starts_at: Annotated[datetime, Meta(tz=True)] | msgspec.UnsetType | None = msgspec.UNSET
    time_zone: Annotated[str, Meta(max_length=64)] | msgspec.UnsetType | None = msgspec.UNSET
    smallest_group: Annotated[int, Meta(ge=0, le=1000)] | msgspec.UnsetType = msgspec.UNSET
    keep_until: Annotated[datetime, Meta(tz=True)] | msgspec.UnsetType | None = msgspec.UNSET
    shared_phones: bool | msgspec.UnsetType = msgspec.UNSET
    locked: bool | msgspec.UnsetType = msgspec.UNSET
    wifi: WifiForm | msgspec.UnsetType | None = msgspec.UNSET
    groups: Annotated[tuple[GroupForm, ...], Meta(max_length=200)] | msgspec.UnsetType = msgspec.UNSET
