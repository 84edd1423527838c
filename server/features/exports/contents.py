"""A session's lists as files: JSON (the truth), CSV for spreadsheets, plain text for a chat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct

from server.features.follow_ups.export import FollowUpExport, as_export
from server.features.meetings.schemas import SessionAnswer, session_answer
from server.features.polls.result_schemas import ResultAnswer, result_answer
from server.features.polls.schemas import PollAnswer, poll_answer
from server.features.questions.export import export_of, read_asked
from server.features.questions.schemas import QuestionsExport
from server.files.sheet_bytes import csv_bytes, in_words
from server.store import ballots, follow_ups, tickets
from server.store import final_lists as final
from server.store.compiled import Link, linked
from server.store.database import Connection
from server.store.tickets import TicketState
from server.web import encoding
from server.words.isolated import isolated, kept_apart
from server.words.language import catalogue
from server.words.results import indicative_line, told_mean
from server.words.sheet_heads import result_cells, result_heads
from server.words.ties import tie_said
from votes.final import Tagged, final_lists
from votes.formats.ranked_text import Words, ranked_text
from votes.formats.result_csv import BALLOT_COLUMNS, COLUMNS, GRADE_COLUMNS, WAY_COLUMNS, rows
from votes.marks import every_mark
from votes.model import GroupId, Poll, PollState, Session
from votes.result import Result, is_judged

SCHEMA_VERSION = 1


Published = Sequence[tuple[Poll, int, Result]]  # each list with its ballots: ``snapshots.read_published``


class Listed(NamedTuple):
    """One list of an export; ``result`` is None while the host may not see its counts."""

    poll: Poll
    turnout: int
    result: Result | None


class TagsExport(Struct, frozen=True):
    """Sorted ballot tags, and per mark the sorted tags of those who made it, in hex.

    A mark is named by the option, or where options are graded by ``<option>:<place of the grade>``, 0 the best.
    """

    ballots: tuple[str, ...]
    marks: dict[str, tuple[str, ...]]


class PollExport(Struct, frozen=True):
    """``result`` is null while nobody may see counts, ``tags`` until the poll is closed."""

    poll: PollAnswer
    turnout: int
    result: ResultAnswer | None
    tags: TagsExport | None


class TicketCounts(Struct, frozen=True):
    """``used``: somebody came in with them, also where they were taken back or replaced later.

    ``handed_out`` are the valid ones and the used ones; of others that were taken back it is not kept.
    """

    made: int
    handed_out: int
    used: int
    taken_back: int


class TicketsExport(TicketCounts, frozen=True):
    """In all, and of each group; "" are tickets without one. No names and no serials."""

    groups: dict[str, TicketCounts]


class SessionExport(Struct, frozen=True):
    """``indicative``: nobody was checked at the door, so that one person may have had several devices.

    ``tickets`` is null where none are asked for. ``follow_ups`` are those of this session.
    """

    schema_version: int
    exported_at: str | None
    session: SessionAnswer
    joined: dict[str, int]
    indicative: bool
    tickets: TicketsExport | None
    polls: tuple[PollExport, ...]
    follow_ups: tuple[FollowUpExport, ...]
    questions: QuestionsExport | None = None


async def as_json(
    connection: Connection,
    session: Session,
    joined: Mapping[GroupId | None, int],
    lists: Sequence[Listed],
    now: datetime,
    public: str,
) -> bytes:
    """Everything, indented. Holds no credential, no key and no Wi-Fi password."""
    whole = SessionExport(
        schema_version=SCHEMA_VERSION,
        exported_at=encoding.rfc3339(now),
        session=session_answer(session, (), now, public),
        joined={group or "": number for group, number in joined.items()},
        indicative=session.admission == "open",
        tickets=await tickets_export(connection, session),
        polls=tuple([await _poll_export(connection, listed, now) for listed in lists]),
        follow_ups=tuple(map(as_export, await follow_ups.of_session(connection, session.id))),
        questions=export_of(await read_asked(connection, session.id)),
    )
    return msgspec.json.format(msgspec.json.encode(whole), indent=2)


async def tickets_export(connection: Connection, session: Session) -> TicketsExport | None:
    if session.admission != "ticket":
        return None
    tally = await tickets.tally(connection, session.id)
    used = await tickets.tally(connection, session.id, with_voter=True)
    by_group = {group or "": _ticket_counts(states, used.get(group, {})) for group, states in tally.items()}
    return TicketsExport(
        made=sum(each.made for each in by_group.values()),
        handed_out=sum(each.handed_out for each in by_group.values()),
        used=sum(each.used for each in by_group.values()),
        taken_back=sum(each.taken_back for each in by_group.values()),
        groups=by_group,
    )


def _ticket_counts(states: Mapping[TicketState, int], used: Mapping[TicketState, int]) -> TicketCounts:
    valid = states.get(TicketState.ISSUED, 0) + states.get(TicketState.USED, 0)
    return TicketCounts(
        sum(states.values()),
        valid + used.get(TicketState.REVOKED, 0),
        sum(used.values()),
        states.get(TicketState.REVOKED, 0),
    )


def as_csv(lists: Iterable[Listed], locale: str | None = None) -> bytes:
    """The lists whose counts may be seen; with ``locale`` headed in its words, and else in those that programs read."""
    seen = [(each.poll.title, each.result) for each in lists if each.result]
    text = rows(seen)
    if locale is None:
        return csv_bytes(text)
    counted = len(WAY_COLUMNS) if any(result.ways for _, result in seen) else 0
    graded = len(GRADE_COLUMNS) if any(result.grades for _, result in seen) else 0
    fixed = len(COLUMNS) + len(BALLOT_COLUMNS) + counted + graded
    return csv_bytes(in_words(text, result_heads(locale), result_cells(locale), fixed))


def as_text(session: Session, published: Published, missing: Sequence[Poll] = (), link: str | None = None) -> str:
    """The ranked lists that are public, in the session's language, and which are ``missing``, since they are not.

    ``link`` leads to the result page.
    """
    say = catalogue(session.locale)
    lists = [(isolated(poll.title), kept_apart(result)) for poll, _, result in published]
    text = ranked_text(isolated(session.title), lists, words(session.locale))
    if published and (said := indicative_line(session)):
        text = f"{text}\n{said}\n"
    if missing:
        named = say.gettext(", ").join(isolated(poll.title) for poll in missing)
        said = say.gettext("Not published, so not in here: %(lists)s")
        text = f"{text}\n{said % {'lists': named}}\n"
    more = say.gettext("More:")
    return f"{text}\n{more} {link}\n" if link else text


def not_in(published: Published, polls: Sequence[Poll]) -> list[Poll]:
    """What was voted on, or is, and is not public."""
    public = {poll.id for poll, _, _ in published}
    return [poll for poll in polls if poll.id not in public and poll.state is not PollState.DRAFT]


def words(locale: str) -> Words:
    say = catalogue(locale)
    return Words(
        heading=say.gettext("{list}: results"),
        place=say.gettext("{rank}. {option}, {votes}"),
        option=say.gettext("{title} ({department})"),
        votes=lambda n: say.ngettext("{n} vote", "{n} votes", n).format(n=n),
        mean=lambda mean: say.gettext("mean {mean}").format(mean=told_mean(mean)),
        tie=lambda n: say.ngettext("Tied, {n} place still open:", "Tied, {n} places still open:", n).format(n=n),
        settled=lambda result: tie_said(result, locale),
        nobody=say.gettext("No votes were cast."),
        voting=say.gettext("Voting is still open."),
    )


async def _poll_export(connection: Connection, listed: Listed, now: datetime) -> PollExport:
    return PollExport(
        poll_answer(listed.poll, now),
        listed.turnout,
        result_answer(listed.result) if listed.result else None,
        await linked(connection, lambda link: _tags(link, listed.poll)) if is_judged(listed.poll.state) else None,
    )


def _tags(link: Link, poll: Poll) -> TagsExport:
    """Sorted, so that neither order nor position says which marks were made together."""
    lists = final.lists_of(link, poll.id)
    if not lists.ballots:  # it has closed just now
        cast = ((each.ballot, each.nonce) for each in ballots.of_poll(link, poll.id))
        lists = final_lists(poll.id, cast, ())
    marks = {str(mark): _hex(lists.marks.get(mark, ())) for mark in every_mark(poll)}
    return TagsExport(_hex(lists.ballots), marks)


def _hex(tagged: Iterable[Tagged]) -> tuple[str, ...]:
    return tuple(tag.hex() for tag, _ in tagged)
