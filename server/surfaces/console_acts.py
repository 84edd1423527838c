"""The results of one session, and what its host does there and on the console: one form, ``act``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.errors import BadFields, Conflict, FieldError, Refusal
from server.features.admission.requests import is_known_here
from server.features.agenda import actions as agenda
from server.features.agenda import reports
from server.features.announcement.picture import picture_of
from server.features.call import publishing
from server.features.exports.contents import as_text
from server.features.meetings import undo
from server.features.meetings.actions import patch_session, turn_code
from server.features.meetings.schemas import SessionPatch
from server.features.polls import rounds
from server.features.polls.schemas import TieForm
from server.features.polls.ties import settle_tie
from server.features.scenes.actions import set_scene
from server.features.scenes.schemas import SceneForm
from server.files.chosen_address import keep_chosen
from server.live.group_pages import by_group
from server.live.snapshots import (
    View,
    read_public_result,
    read_room,
)
from server.live.view_keys import view_key
from server.surfaces.audit import read_audit
from server.surfaces.console_reads import chosen_poll, ranked_text_of
from server.surfaces.console_troubles import troubles_of
from server.web.endpoint import Endpoint, context_of, services_of, session_of
from server.web.form_body import Upload, read_page_form, whole
from server.web.json_body import checked
from server.web.reader import language_of
from server.web.render import render
from votes.agenda import ItemId
from votes.errors import VotingError
from votes.model import OptionId, PollId, PollState, TieRule
from votes.ties import Decision

log = logging.getLogger(__name__)


class UnpublishedChanges(Conflict):
    """What departments handed in differs from the list that would be opened."""

    reason = "unpublished"

    def __init__(self) -> None:
        super().__init__("The call for items has changes that are not published yet.")


async def get_results(request: Request) -> Response:
    context = context_of(request)
    async with context.database.read() as connection:
        room = await read_room(connection, session_of(request), context.clock())
        poll = chosen_poll(room, request.query_params.get("poll", ""))
        if poll is None:
            return RedirectResponse("/host", 303)
        is_opened = poll.state is not PollState.DRAFT
        result = await read_public_result(connection, room, poll, View.HOST) if is_opened else None
        audit = await read_audit(connection, poll) if result else None
        public_url = services_of(request).origins.link_to(f"/r/{room.session.id}")
        text = await ranked_text_of(connection, room, public_url)
    own = [(poll, 0, result)] if result and poll.is_public and len(room.polls) > 1 else []
    return render(
        request,
        "console/results.html",
        language_of(request, room.session.locale),
        session=room.session,
        view=view_key(room, View.HOST, services_of(request).origins.mark),
        polls=room.polls,
        poll=poll,
        result=result,
        by_group=by_group(result, whole(request.query_params.get("groups", "")) or 1),
        picture=picture_of(room.session, poll, result) if result and poll.is_public else None,
        ranked_text=text,
        is_public=any(each.is_public for each in room.polls),
        audit=audit,
        troubles=troubles_of(context, room, poll),
        public_url=public_url,
        own_text=as_text(room.session, own) if own else None,
    )


async def post_act(request: Request) -> Response:
    """One action of the console. A refusal leads back to it and is said there; nothing is half done."""
    form = await read_page_form(request)
    query, page = {"poll": next(iter(_lists(form)), "")}, "/results" if form.field("page") == "results" else ""
    try:
        action = ACTS.get(form.field("act"))
        if action is None:
            raise BadFields(FieldError("act", "The console has no such action."))
        if upcoming := await action(request, form):
            query["poll"], page = upcoming, ""
    except (VotingError, Refusal) as refused:
        query["refused"] = refused.reason
    kept = urlencode({name: value for name, value in query.items() if value})
    return RedirectResponse(f"/host/{session_of(request)}{page}{'?' + kept if kept else ''}", 303)


async def _open(request: Request, form: Upload) -> None:
    """Lists that differ from what the call says are opened only by whoever says so: ``anyway``."""
    if not form.field("anyway"):
        context, lists = context_of(request), _needed(form)
        async with context.database.read() as connection:
            room = await read_room(connection, session_of(request), context.clock())
        if any(poll in room.unpublished for poll in lists):
            raise UnpublishedChanges
    await rounds.start_voting(context_of(request), session_of(request), _needed(form), _seconds(form))


async def _extend(request: Request, form: Upload) -> None:
    await rounds.extend_voting(context_of(request), session_of(request), _needed(form), _seconds(form) or 60)


async def _close(request: Request, form: Upload) -> None:
    await rounds.close_voting(context_of(request), session_of(request), _needed(form), _seconds(form) or 0)


async def _cancel_close(request: Request, form: Upload) -> None:
    await rounds.cancel_closing(context_of(request), session_of(request), _needed(form))


async def _reveal_next(request: Request, form: Upload) -> None:
    await rounds.reveal_next(context_of(request), session_of(request), _needed(form)[0])


async def _publish(request: Request, form: Upload) -> None:
    await rounds.publish(context_of(request), session_of(request), _needed(form))


async def _seal(request: Request, form: Upload) -> None:
    await rounds.seal_voting(context_of(request), session_of(request), _needed(form))


async def _settle(request: Request, form: Upload) -> PollId | None:
    """The run-off that it led to, so that the console goes on with it."""
    given = {name: form.field(name) or None for name in ("seed", "reason")}
    options = tuple(form.field("option").split()) or None
    wanted = checked(TieForm, "", method=form.field("method"), options=options, **given)
    chosen = tuple(OptionId(option) for option in wanted.options or ())
    decision = Decision(TieRule(wanted.method), wanted.seed, wanted.reason, chosen)
    runoff = await settle_tie(context_of(request), session_of(request), _needed(form)[0], decision)
    return runoff.id if runoff else None


async def _publish_items(request: Request, form: Upload) -> None:
    await publishing.publish(context_of(request), session_of(request))


async def _undo(request: Request, form: Upload) -> None:
    await undo.undo(context_of(request), session_of(request), whole(form.field("number")) or 0)


async def _go(request: Request, form: Upload) -> None:
    await agenda.go_to(context_of(request), session_of(request), _item(form))


async def _start_clock(request: Request, form: Upload) -> None:
    await agenda.start_clock(context_of(request), session_of(request), _item(form))


async def _pause_clock(request: Request, form: Upload) -> None:
    await agenda.pause_clock(context_of(request), session_of(request), _item(form))


async def _add_time(request: Request, form: Upload) -> None:
    await agenda.add_time(context_of(request), session_of(request), _item(form), _seconds(form) or 60)


async def _page(request: Request, form: Upload) -> None:
    await reports.turn_to(context_of(request), session_of(request), _item(form), whole(form.field("page")) or 0)


async def _scene(request: Request, form: Upload) -> None:
    shown, step = next(iter(_lists(form)), None), whole(form.field("step")) or 0
    scene = checked(SceneForm, "", kind=form.field("kind"), poll=shown, step=step)
    await set_scene(context_of(request), session_of(request), scene)


async def _share(request: Request, form: Upload) -> None:
    await patch_session(
        context_of(request), session_of(request), SessionPatch(shared_phones=form.field("kind") == "on")
    )


async def _lock(request: Request, form: Upload) -> None:
    await patch_session(context_of(request), session_of(request), SessionPatch(locked=form.field("kind") == "on"))


async def _address(request: Request, form: Upload) -> None:
    """The QR code's address, for all meetings of this server. Where the disk does not keep it, it holds for now."""
    services = services_of(request)
    if chosen := services.origins.choose(form.field("kind")):
        try:
            await asyncio.to_thread(keep_chosen, services.settings.data, chosen)
        except OSError as refused:
            log.error("the address that was chosen is not kept: %s", refused)


async def _turn_code(request: Request, _form: Upload) -> None:
    is_known_here(request, await turn_code(context_of(request), session_of(request)))


ACTS: Mapping[str, Callable[[Request, Upload], Awaitable[PollId | None]]] = {
    "open": _open,
    "extend": _extend,
    "close": _close,
    "cancel-close": _cancel_close,
    "reveal-next": _reveal_next,
    "publish": _publish,
    "publish-items": _publish_items,
    "seal": _seal,
    "settle": _settle,
    "go": _go,
    "start-clock": _start_clock,
    "pause-clock": _pause_clock,
    "add-time": _add_time,
    "page": _page,
    "scene": _scene,
    "undo": _undo,
    "share": _share,
    "lock": _lock,
    "turn-code": _turn_code,
    "address": _address,
}


def _lists(form: Upload) -> list[PollId]:
    return [PollId(each) for each in form.field("poll").split()]


def _item(form: Upload) -> ItemId:
    return ItemId(form.field("item"))


def _needed(form: Upload) -> list[PollId]:
    if not (lists := _lists(form)):
        raise BadFields(FieldError("poll", "Name the list that is meant."))
    return lists


def _seconds(form: Upload) -> int | None:
    """How long the form says; None for no limit."""
    return min(whole(form.field("seconds")) or 0, 7 * 86_400) or None


ENDPOINTS = (
    Endpoint("GET", "/host/{session}/results", get_results),
    Endpoint("POST", "/host/{session}/act", post_act),
)
