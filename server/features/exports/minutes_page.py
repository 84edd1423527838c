"""What is signed after the meeting: the lists that are over, on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from server.features.exports.contents import TicketCounts, TicketsExport, tickets_export
from server.features.questions.export import read_asked
from server.live.snapshots import Room, View, read_lists, read_room
from server.web.endpoint import Endpoint, context_of, session_of
from server.web.render import render
from server.words import language
from server.words.isolated import kept_apart
from server.words.language import catalogue
from server.words.local_time import hall_time, with_zone
from server.words.questions import summary_said
from server.words.results import indicative, receipts_explained, told_tie, what_counts
from votes.model import Poll
from votes.result import Ranked, Result, is_judged


@dataclass(frozen=True, slots=True)
class Judged:
    """One list that is over."""

    poll: Poll
    result: Result

    @property
    def taken(self) -> tuple[Ranked, ...]:
        """The winners, and those in an open tie."""
        return tuple(each for each in self.result.in_seats if each.elected is not False)


async def get_minutes(request: Request) -> Response:
    context = context_of(request)
    async with context.database.read() as connection:
        room = await read_room(connection, session_of(request), context.clock())
        lists = await read_lists(connection, room, View.HOST)
        asked = await read_asked(connection, room.session.id)
        tickets = await tickets_export(connection, room.session)
    over = [Judged(poll, result) for poll, _, result in lists if result and is_judged(poll.state)]
    return render(
        request,
        "exports/minutes.html",
        language.of_session(room.session.locale),
        session=room.session,
        over=over,
        missing=[poll.title for poll in room.polls if not is_judged(poll.state)],
        joined=sum(room.attended.values()),
        seats=sum(group.seats or 0 for group in room.session.groups),
        tickets=tickets,
        tickets_by_group=_by_group(room, tickets),
        held=_held(room, over),
        notes=_notes(room, over),
        asked=asked,
        questions_said=summary_said(asked.summary, room.session.locale) if asked.questions else "",
    )


def _by_group(room: Room, tickets: TicketsExport | None) -> list[tuple[str, TicketCounts]]:
    """Each group's name with its tickets, in the meeting's order; tickets without a group last, under no name."""
    if tickets is None or not room.session.groups:
        return []
    named = [(group.id, group.name) for group in room.session.groups] + [("", "")]
    return [(name, tickets.groups[group]) for group, name in named if group in tickets.groups]


def _held(room: Room, over: Sequence[Judged]) -> tuple[datetime, str, str]:
    """The day, and when voting began and ended, in the hall's time. Before anything is over: the day alone."""
    session = room.session
    began = [hall_time(session, each.poll.opened_at) for each in over if each.poll.opened_at]
    ended = [hall_time(session, each.poll.closed_at) for each in over if each.poll.closed_at]
    day = min(began, default=hall_time(session, session.starts_at or room.now))
    end = with_zone(f"{max(ended):%H:%M}", session, max(ended), session.locale) if ended else ""
    return day, f"{min(began):%H:%M}" if began else "", end


def _notes(room: Room, over: Sequence[Judged]) -> list[str]:
    """What has to be known beside the figures; said once where it holds for every list."""
    session, say, over = room.session, catalogue(room.session.locale), kept_apart(over)
    named = say.gettext("{list}: {sentence}")
    ways = {each.poll.title: what_counts(each.poll, each.result, session.locale) for each in over}
    counted = set(ways.values())
    if len(counted) > 1:
        counting = [named.format(list=title, sentence=way) for title, way in ways.items()]
    else:
        counting = list(counted)
    ties = [(each.poll.title, told_tie(each.result, session.locale)) for each in over]
    told = [named.format(list=title, sentence=tie) for title, tie in ties if tie]
    return [*told, *counting, *filter(None, [indicative(session), receipts_explained(session)])]


ENDPOINTS = (Endpoint("GET", "/print/{session}/minutes", get_minutes),)
