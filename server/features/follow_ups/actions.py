"""What follows a meeting: gathered from its results, kept up to date, and brought to the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.core.context import Context
from server.errors import BadFields, FieldError, UnknownSession
from server.features.agenda.actions import as_forms, set_agenda
from server.features.agenda.schemas import AgendaItemForm
from server.features.agenda.templates import fill
from server.features.follow_ups.export import told_opening
from server.features.follow_ups.schemas import FollowUpForm
from server.files import keys
from server.store import agenda, counts, follow_ups, polls, questions, sessions, ties
from server.store.database import Connection
from server.words.language import catalogue
from votes import lifecycle
from votes.agenda import ItemKind
from votes.follow_ups import Chosen, FollowState, FollowUp, FollowUpId, Source, chosen, missing, unsettled
from votes.model import Session, SessionId
from votes.result import is_judged, judge


async def gather(context: Context, session: SessionId) -> int:
    """Follow up what was chosen on the lists that are over, and the questions that are not settled.

    Safe to repeat: adds what is missing. How many it added.
    """
    async with context.database.write() as connection:
        kept = await sessions.get(connection, session)
        origin = catalogue(kept.locale).gettext("Questions from the floor")
        asked = unsettled(await questions.of_session(connection, session), origin)
        items = (*await _chosen(context, connection, kept), *asked)
        fresh = missing(items, await follow_ups.of_session(connection, session))
        await follow_ups.add(connection, [_followed(session, each) for each in fresh])
    context.notifier.session_changed(session)
    return len(fresh)


async def _chosen(context: Context, connection: Connection, session: Session) -> tuple[Chosen, ...]:
    """A run-off is no list of its own: whom it elects is elected on the list that it is about."""
    now, results = context.clock(), []
    for each in await polls.of_session(connection, session.id):
        poll = lifecycle.settled(each, now)
        if poll.runoff_of is None and is_judged(poll.state):
            decision = await ties.of_poll(connection, poll.id, now, lambda _: True)
            found = await counts.of_poll(connection, poll.id)
            result = judge(poll, found, session.groups, {}, session.smallest_group, decision=decision)
            results.append((poll.title, result))
    return chosen(results)


def _followed(session: SessionId, item: Chosen) -> FollowUp:
    fresh = FollowUpId(keys.new_id())
    return FollowUp(
        id=fresh,
        session=session,
        title=item.title,
        source=item.source,
        subject=item.subject,
        owner=item.owner,
        origin=item.origin,
        place=item.place,
    )


async def add_own(context: Context, session: SessionId, title: str, owner: str | None) -> FollowUp:
    """One that no list has brought. Repeating adds another."""
    fresh = keys.new_id()
    item = FollowUp(id=FollowUpId(fresh), session=session, title=title, source=Source.OWN, subject=fresh, owner=owner)
    async with context.database.write() as connection:
        await sessions.get(connection, session)
        await follow_ups.add(connection, [item])
    context.notifier.session_changed(session)
    return item


async def change(context: Context, session: SessionId, forms: Sequence[FollowUpForm]) -> None:
    """All of them or none. Safe to repeat. Raises BadFields for one that the session does not have."""
    async with context.database.write() as connection:
        kept = {each.id: each for each in await follow_ups.of_session(connection, session)}
        for form in forms:
            if form.id not in kept:
                raise BadFields(FieldError("id", "There is no such follow-up any more; reload the page."))
            await follow_ups.save(connection, _changed(kept[FollowUpId(form.id)], form))
    context.notifier.session_changed(session)


def _changed(item: FollowUp, form: FollowUpForm) -> FollowUp:
    return replace(item, owner=form.owner or None, due=form.due, state=FollowState(form.state), note=form.note or None)


async def remove(context: Context, session: SessionId, wanted: FollowUpId) -> None:
    """Take away one that was added by hand; what was chosen stays and can be dropped. Safe to repeat."""
    async with context.database.write() as connection:
        for item in await follow_ups.of_session(connection, session):
            if item.id == wanted and item.source is Source.OWN:
                await follow_ups.remove(connection, item.id)
    context.notifier.session_changed(session)


async def open_with(context: Context, session: SessionId, past: SessionId | None) -> None:
    """Begin the meeting with a past one's follow-ups. Safe to repeat. Raises BadFields for itself, UnknownSession,

    also for a rehearsal: that leaves no trace.
    """
    if past == session:
        raise BadFields(FieldError("past", "A meeting cannot open with its own follow-ups."))
    async with context.database.write() as connection:
        for each in filter(None, (session, past)):
            kept = await sessions.get(connection, each)
            if each == past and kept.rehearsal_of:
                raise UnknownSession(f"There is no session {past} here.")
        await follow_ups.set_opening(connection, session, past)
    context.notifier.session_changed(session)


async def put_on_agenda(context: Context, session: SessionId) -> None:
    """A message that tells what became of the past meeting's items; again, their state by then. Raises BadFields.

    A meeting without an agenda gets the votes with it: an agenda of one item would hide them.
    """
    async with context.database.read() as connection:
        kept = await sessions.get(connection, session)
        past = await follow_ups.opening_of(connection, session)
        if past is None:
            raise BadFields(FieldError("past", "First choose which meeting's follow-ups to open with."))
        told = await follow_ups.of_session(connection, past)
        forms = as_forms(await agenda.of_session(connection, session))
        forms = forms or fill("vote", kept, await polls.of_session(connection, session))
        title, text = told_opening((await sessions.get(connection, past)).title, told, kept.locale)
    known = next((each for each in forms if each.kind == ItemKind.MESSAGE.value and each.title == title), None)
    item = AgendaItemForm("message", title, id=known.id if known else None, text=text)
    if known:
        forms[forms.index(known)] = item
    else:
        forms.insert(1 if forms and forms[0].kind == ItemKind.CHECK_IN.value else 0, item)
    await set_agenda(context, session, forms)
