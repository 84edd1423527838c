"""Sessions and their groups: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import UnknownSession
from server.store import rehearsals as marked
from server.store.compiled import Among, Link
from server.store.tables import groups, rehearsals, sessions
from server.store.timestamps import from_ms, from_text, to_ms
from votes.model import Group, GroupId, PollId, Scene, SceneKind, Session, SessionId, Wifi


class JoinCodeTaken(Exception):
    """Another session has this join code; draw another."""


async def add(connection: AsyncConnection, session: Session, now: datetime) -> None:
    """Store a new session with its groups. Raises JoinCodeTaken, Conflict for a second rehearsal of a meeting."""
    try:
        await connection.execute(insert(sessions).values(**_columns(session), created_ms=to_ms(now)))
    except IntegrityError as taken:
        raise JoinCodeTaken from taken
    await replace_groups(connection, session.id, session.groups)
    if session.rehearsal_of:
        await marked.add(connection, session.id, session.rehearsal_of)


async def save(connection: AsyncConnection, session: Session) -> None:
    """Write the session's own fields; its groups have ``replace_groups``."""
    await connection.execute(update(sessions).where(sessions.c.id == session.id).values(**_columns(session)))


async def replace_groups(connection: AsyncConnection, session: SessionId, new: Sequence[Group]) -> None:
    await connection.execute(delete(groups).where(groups.c.session == session))
    if new:
        await connection.execute(insert(groups), [_group_columns(session, at, group) for at, group in enumerate(new)])


async def remove(connection: AsyncConnection, session: SessionId) -> None:
    """Delete the session with its rehearsal, and all that hangs on them (foreign keys cascade)."""
    theirs = select(rehearsals.c.session).where(rehearsals.c.meeting == session)
    await connection.execute(delete(sessions).where((sessions.c.id == session) | sessions.c.id.in_(theirs)))


async def get(connection: AsyncConnection, session: SessionId) -> Session:
    """Raises UnknownSession."""
    return await _one(connection, session, sessions.c.id == session)


def locks_of(link: Link, wanted: Collection[SessionId]) -> dict[SessionId, bool]:
    """Whether they let nobody else in, of those of the named sessions that there are."""
    return {SessionId(session): bool(locked) for session, locked in _locked_query.rows(link, wanted)}


_locked_query = Among([sessions.c.id, sessions.c.locked], key=sessions.c.id)


async def screen_turn(connection: AsyncConnection, session: SessionId) -> int:
    """How often the screen's link was turned over; 0 also for a session there is not."""
    found: int | None = await connection.scalar(select(sessions.c.screen_turn).where(sessions.c.id == session))
    return found or 0


async def turn_code(connection: AsyncConnection, session: SessionId, code: str) -> None:
    """Raises JoinCodeTaken."""
    try:
        await connection.execute(update(sessions).where(sessions.c.id == session).values(join_code=code))
    except IntegrityError as taken:
        raise JoinCodeTaken from taken


async def by_join_code(connection: AsyncConnection, code: str) -> Session:
    """Raises UnknownSession."""
    return await _one(connection, code, sessions.c.join_code == code)


async def all_newest_first(connection: AsyncConnection) -> tuple[Session, ...]:
    """Meetings alone: a rehearsal is found from the meeting that it is of."""
    query = _query.where(rehearsals.c.session.is_(None))
    rows = await connection.execute(query.order_by(sessions.c.created_ms.desc(), sessions.c.id))
    members: dict[str, list[Group]] = {}
    for row in await connection.execute(select(groups).order_by(groups.c.position)):
        members.setdefault(row.session, []).append(_group(row))
    return tuple(_session(row, members.get(row.id, [])) for row in rows)


async def expired(connection: AsyncConnection, now: datetime) -> Sequence[SessionId]:
    """Those that are not to be kept any longer."""
    rows = await connection.execute(select(sessions.c.id).where(sessions.c.keep_until_ms <= to_ms(now)))
    return tuple(SessionId(row.id) for row in rows)


_query = select(sessions, rehearsals.c.meeting).outerjoin_from(
    sessions, rehearsals, rehearsals.c.session == sessions.c.id
)


async def _one(connection: AsyncConnection, name: str, condition: object) -> Session:
    row = (await connection.execute(_query.where(condition))).one_or_none()  # type: ignore[arg-type]
    if row is None:
        raise UnknownSession(f"There is no session {name} here.")
    found = await connection.execute(select(groups).where(groups.c.session == row.id).order_by(groups.c.position))
    return _session(row, [_group(each) for each in found])


def _columns(session: Session) -> dict[str, object]:
    return {
        "id": session.id,
        "title": session.title,
        "join_code": session.join_code,
        "locale": session.locale,
        "organization": session.organization,
        "place": session.place,
        "starts_at": session.starts_at.isoformat() if session.starts_at else None,
        "time_zone": session.time_zone,
        "admission": session.admission,
        "voters": session.voters,
        "smallest_group": session.smallest_group,
        "shared_phones": session.shared_phones,
        "locked": session.locked,
        "screen_turn": session.screen_turn,
        "wifi_ssid": session.wifi.ssid if session.wifi else None,
        "wifi_password": session.wifi.password if session.wifi else None,
        "scene_kind": session.scene.kind.value,
        "scene_poll": session.scene.poll,
        "scene_step": session.scene.step,
        "keep_until_ms": to_ms(session.keep_until),
    }


def _group_columns(session: SessionId, position: int, group: Group) -> dict[str, object]:
    return {
        "id": group.id,
        "session": session,
        "position": position,
        "name": group.name,
        "seats": group.seats,
        "weight": group.weight,
    }


def _session(row: Row[tuple[object, ...]], members: Sequence[Group]) -> Session:
    return Session(
        id=SessionId(row.id),
        title=row.title,
        join_code=row.join_code,
        locale=row.locale,
        organization=row.organization,
        place=row.place,
        starts_at=from_text(row.starts_at),
        time_zone=row.time_zone,
        admission=row.admission,
        voters=row.voters,
        smallest_group=row.smallest_group,
        shared_phones=row.shared_phones,
        locked=row.locked,
        screen_turn=row.screen_turn,
        wifi=Wifi(row.wifi_ssid, row.wifi_password or "") if row.wifi_ssid else None,
        groups=tuple(members),
        scene=Scene(SceneKind(row.scene_kind), PollId(row.scene_poll) if row.scene_poll else None, row.scene_step),
        keep_until=from_ms(row.keep_until_ms),
        rehearsal_of=SessionId(row.meeting) if row.meeting else None,
    )


def _group(row: Row[tuple[object, ...]]) -> Group:
    return Group(GroupId(row.id), row.name, row.seats, row.weight)
