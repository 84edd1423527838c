"""Sheets of paper as they are keyed, by poll and voter key: what each person read, until two of them agree."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import bindparam, delete, exists, func, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store import ballots, ways
from server.store.ballots import BallotKey
from server.store.compiled import Link, ManyRows, Prepared, at_most
from server.store.sheet_tables import entries, spoiled
from server.store.sheet_tables import ways as way_table
from server.store.tables import ballots as cast
from server.store.tables import polls
from votes.model import Mark, OptionId, PollId, SessionId


class OnPaper(NamedTuple):
    """What hosts learn of sheets, by poll; a poll without any is absent.

    ``unsettled`` are keyed by one person alone, or differently; ``spoiled`` are no ballots, and neither is their voter
    missing.
    """

    unsettled: Mapping[PollId, int] = MappingProxyType({})
    spoiled: Mapping[PollId, int] = MappingProxyType({})


class Entry(NamedTuple):
    """What one person has read. ``keyer`` stands for that person in this poll; ``marks`` is None for a spoiled one."""

    keyer: bytes
    marks: frozenset[Mark] | None


def put(link: Link, box: BallotKey, entry: Entry) -> None:
    """It takes the place of what the same person keyed before."""
    choices = None if entry.marks is None else " ".join(sorted(entry.marks))
    _put.run(link, [(*box, entry.keyer, choices)])


def _corrected(new: Insert) -> Insert:
    key = ["poll", "voter_key", "keyer"]
    return new.on_conflict_do_update(index_elements=key, set_={"choices": new.excluded.choices})


_put = ManyRows(entries, ["poll", "voter_key", "keyer", "choices"], _corrected)


def of(link: Link, box: BallotKey) -> tuple[Entry, ...]:
    """What is keyed of one sheet, in no order of time."""
    return tuple(_entry(*row) for row in _of_query.rows(link, tuple(box)))


_OF_A_SHEET = (entries.c.poll == bindparam("poll"), entries.c.voter_key == bindparam("key"))
_of_query = Prepared(
    select(entries.c.keyer, entries.c.choices).where(*_OF_A_SHEET).order_by(entries.c.keyer), ["poll", "key"]
)


def of_poll(link: Link, poll: PollId) -> dict[bytes, list[Entry]]:
    """What is keyed of every sheet, by voter key."""
    found: dict[bytes, list[Entry]] = {}
    for voter_key, *columns in _of_poll_query.rows(link, (poll,)):
        found.setdefault(bytes(voter_key), []).append(_entry(*columns))
    return found


_of_poll_query = Prepared(
    select(entries.c.voter_key, entries.c.keyer, entries.c.choices)
    .where(entries.c.poll == bindparam("poll"))
    .order_by(entries.c.voter_key, entries.c.keyer),
    ["poll"],
)


def withdraw(link: Link, box: BallotKey, keyer: bytes) -> None:
    """As if this person had not keyed it. Safe to repeat."""
    _withdraw.run(link, (*box, keyer))


_withdraw = Prepared(delete(entries).where(*_OF_A_SHEET, entries.c.keyer == bindparam("by")), ["poll", "key", "by"])


def settle(link: Link, box: BallotKey) -> None:
    """The sheet is counted as a ballot: what was keyed goes, and if it was spoiled it is so no more."""
    _clear.run(link, tuple(box))
    _unspoil.run(link, tuple(box))


_clear = Prepared(delete(entries).where(*_OF_A_SHEET), ["poll", "key"])
_ONE_SPOILED = (spoiled.c.poll == bindparam("poll"), spoiled.c.voter_key == bindparam("key"))
_unspoil = Prepared(delete(spoiled).where(*_ONE_SPOILED), ["poll", "key"])


def spoil(link: Link, box: BallotKey) -> None:
    """The sheet is spoiled: what was keyed goes. It is counted once, however often this is said, and not beside a

    ballot of the same voter.
    """
    _clear.run(link, tuple(box))
    if not is_spoiled(link, box):
        _spoil.run(link, [tuple(box)])
        if not ballots.recorded(link, {box}):
            ways.add(link, box.poll, {ways.SPOILED: 1})


def outdo(link: Link, first: Collection[BallotKey]) -> None:
    """These have a ballot now and had none: if their sheets were spoiled, that counts no more. Before ``settle``."""
    for poll in {box.poll for box in first}:
        if _some_spoiled.rows(link, (poll, 1)):
            spoilt = sum(is_spoiled(link, box) for box in first if box.poll == poll)
            ways.add(link, poll, {ways.SPOILED: -spoilt})


_spoil = ManyRows(spoiled, ["poll", "voter_key"])


def is_spoiled(link: Link, box: BallotKey) -> bool:
    return bool(_spoiled_query.rows(link, tuple(box)))


_spoiled_query = Prepared(select(spoiled.c.poll).where(*_ONE_SPOILED), ["poll", "key"])


async def on_paper(connection: AsyncConnection, session: SessionId) -> OnPaper:
    return OnPaper(await _unsettled(connection, session), await _spoiled_by_poll(connection, session))


async def _unsettled(connection: AsyncConnection, session: SessionId) -> dict[PollId, int]:
    query = select(entries.c.poll, func.count(entries.c.voter_key.distinct())).join(polls, polls.c.id == entries.c.poll)
    rows = await connection.execute(query.where(polls.c.session == session).group_by(entries.c.poll))
    return {PollId(poll): int(number) for poll, number in rows}


async def _spoiled_by_poll(connection: AsyncConnection, session: SessionId) -> dict[PollId, int]:
    counted = way_table.c
    query = select(counted.poll, counted.number).join(polls, polls.c.id == counted.poll)
    query = query.where(polls.c.session == session, counted.way == ways.SPOILED, counted.number > 0)
    return {PollId(poll): int(number) for poll, number in await connection.execute(query)}


def counted_spoiled(link: Link, poll: PollId) -> int:
    """How many sheets are spoiled whose voter has no ballot."""
    return int(_count_spoiled.rows(link, (poll,))[0][0])


_has_ballot = exists().where(cast.c.poll == spoiled.c.poll, cast.c.voter_key == spoiled.c.voter_key)
_count_spoiled = Prepared(
    select(func.count()).select_from(spoiled).where(spoiled.c.poll == bindparam("poll"), ~_has_ballot), ["poll"]
)


def are_kept(link: Link, poll: PollId) -> bool:
    """Whether anything stands here that leads from a voter's key to a sheet."""
    return bool(_some_entry.rows(link, (poll, 1)) or _some_spoiled.rows(link, (poll, 1)))


def erase_some(link: Link, poll: PollId, most: int) -> None:
    """Delete what was keyed of so many sheets, and which so many were spoiled; the bytes are overwritten."""
    _erase_entries.run(link, (poll, poll, most))
    _erase_spoiled.run(link, (poll, poll, most))


_entry_keys = at_most(select(entries.c.voter_key).where(entries.c.poll == bindparam("whose")))
_spoiled_keys = at_most(select(spoiled.c.voter_key).where(spoiled.c.poll == bindparam("whose")))
_some_entry, _some_spoiled = Prepared(_entry_keys, ["whose", "most"]), Prepared(_spoiled_keys, ["whose", "most"])
_erase_entries = Prepared(
    delete(entries).where(entries.c.poll == bindparam("poll"), entries.c.voter_key.in_(_entry_keys)),
    ["poll", "whose", "most"],
)
_erase_spoiled = Prepared(
    delete(spoiled).where(spoiled.c.poll == bindparam("poll"), spoiled.c.voter_key.in_(_spoiled_keys)),
    ["poll", "whose", "most"],
)


def _entry(keyer: bytes, choices: str | None) -> Entry:
    return Entry(bytes(keyer), None if choices is None else frozenset(map(OptionId, choices.split())))
