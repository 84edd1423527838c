"""Sign-ins of hosts, of helpers at the door, of tellers and of observers: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.permissions import Who
from server.store.credential_tables import sign_ins
from server.store.links import LinkId
from server.store.timestamps import from_ms, to_ms
from votes.model import SessionId

SignInId = NewType("SignInId", str)

LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=30)


class Way(StrEnum):
    """By what somebody signed in."""

    KEY = "key"
    PASSPHRASE = "passphrase"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One browser. ``mark`` is SHA-256 of its token; a host's has no session, and reaches all of them.

    ``address`` is where in the network it signed in from, ``place`` what whoever uses it calls the place.
    """

    mark: bytes
    id: SignInId
    role: Who
    session: SessionId | None
    link: LinkId | None
    way: Way
    browser: str
    signed_in_at: datetime
    seen_at: datetime
    address: str = ""
    place: str = ""


async def add(connection: AsyncConnection, new: SignIn) -> None:
    await connection.execute(insert(sign_ins).values(**_columns(new)))


async def among(connection: AsyncConnection, marks: Collection[bytes], now: datetime) -> tuple[SignIn, ...]:
    """Those with these marks that have not ended."""
    return await _found(connection, now, sign_ins.c.token_hash.in_(marks))


async def of_hosts(connection: AsyncConnection, now: datetime) -> tuple[SignIn, ...]:
    """The newest first."""
    return await _found(connection, now, sign_ins.c.role == Who.HOST)


async def of_session(connection: AsyncConnection, session: SessionId, now: datetime) -> tuple[SignIn, ...]:
    """Its helpers and observers, the newest first."""
    return await _found(connection, now, sign_ins.c.session == session)


async def note_seen(connection: AsyncConnection, marks: Collection[bytes], now: datetime) -> None:
    at = to_ms(now)
    await connection.execute(update(sign_ins).where(sign_ins.c.token_hash.in_(marks)).values(seen_ms=at))


async def name_place(connection: AsyncConnection, mark: bytes, place: str) -> None:
    await connection.execute(update(sign_ins).where(sign_ins.c.token_hash == mark).values(place=place))


async def remove(connection: AsyncConnection, mark: bytes) -> None:
    """Safe to repeat."""
    await connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == mark))


async def remove_named(connection: AsyncConnection, id: SignInId, session: SessionId | None) -> frozenset[bytes]:
    """End one of this session, or with None one of a host. Safe to repeat."""
    return await _removed(connection, sign_ins.c.id == id, sign_ins.c.session.is_not_distinct_from(session))


async def remove_other_hosts(connection: AsyncConnection, mark: bytes) -> frozenset[bytes]:
    """End every sign-in as host but the one with this mark."""
    return await _removed(connection, sign_ins.c.role == Who.HOST, sign_ins.c.token_hash != mark)


async def remove_other_hosts_by(connection: AsyncConnection, way: Way, mark: bytes) -> frozenset[bytes]:
    """End those sign-ins as host that were made this way, but not the one with this mark."""
    others = sign_ins.c.token_hash != mark
    return await _removed(connection, sign_ins.c.role == Who.HOST, sign_ins.c.way == way.value, others)


async def remove_of_link(connection: AsyncConnection, link: LinkId) -> frozenset[bytes]:
    return await _removed(connection, sign_ins.c.link == link)


async def has_ended(connection: AsyncConnection, now: datetime) -> bool:
    """Whether the time of any is over."""
    return (await connection.execute(select(sign_ins.c.id).where(_is_over(now)).limit(1))).first() is not None


async def remove_ended(connection: AsyncConnection, now: datetime) -> frozenset[bytes]:
    return await _removed(connection, _is_over(now))


def _is_over(now: datetime) -> ColumnElement[bool]:
    return or_(sign_ins.c.expires_ms <= to_ms(now), sign_ins.c.seen_ms <= to_ms(now - IDLE))


async def _found(connection: AsyncConnection, now: datetime, condition: ColumnElement[bool]) -> tuple[SignIn, ...]:
    query = select(sign_ins).where(condition, ~_is_over(now)).order_by(sign_ins.c.signed_in_ms.desc(), sign_ins.c.id)
    return tuple(map(_sign_in, await connection.execute(query)))


async def _removed(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> frozenset[bytes]:
    """The marks of what was removed."""
    gone = await connection.execute(delete(sign_ins).where(*conditions).returning(sign_ins.c.token_hash))
    return frozenset(_marks(gone))


def _marks(rows: Iterable[Row[tuple[bytes]]]) -> Iterable[bytes]:
    return (row.token_hash for row in rows)


def _columns(sign_in: SignIn) -> dict[str, object]:
    return {
        "token_hash": sign_in.mark,
        "id": sign_in.id,
        "role": sign_in.role.value,
        "session": sign_in.session,
        "link": sign_in.link,
        "way": sign_in.way.value,
        "browser": sign_in.browser,
        "address": sign_in.address,
        "place": sign_in.place,
        "signed_in_ms": to_ms(sign_in.signed_in_at),
        "seen_ms": to_ms(sign_in.seen_at),
        "expires_ms": to_ms(sign_in.signed_in_at + LASTS),
    }


def _sign_in(row: Row[tuple[object, ...]]) -> SignIn:
    signed_in_at, seen_at = from_ms(row.signed_in_ms), from_ms(row.seen_ms)
    assert signed_in_at
    assert seen_at
    return SignIn(
        mark=row.token_hash,
        id=SignInId(row.id),
        role=Who(row.role),
        session=SessionId(row.session) if row.session else None,
        link=LinkId(row.link) if row.link else None,
        way=Way(row.way),
        browser=row.browser,
        address=row.address,
        place=row.place,
        signed_in_at=signed_in_at,
        seen_at=seen_at,
    )
