"""Polls over the API: definition, life, result."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.errors import NotRevealed
from server.features.polls import actions as poll_actions
from server.features.polls import ties
from server.features.polls.result_schemas import ResultAnswer, result_answer
from server.features.polls.schemas import (
    CloseForm,
    ExtendForm,
    OpenForm,
    PollAnswer,
    PollForm,
    PollPatch,
    TieForm,
    poll_answer,
)
from server.live import snapshots
from server.live.snapshots import View
from server.permissions import READERS
from server.web.endpoint import Endpoint, answer, caller_of, context_of, poll_of, session_of
from server.web.fields import EmptyForm
from server.web.json_body import MEDIUM, read
from votes.model import OptionId, Poll, TieRule
from votes.ties import Decision


async def add_poll(request: Request) -> Response:
    form = await read(request, PollForm, MEDIUM)
    return _poll(request, await poll_actions.add_poll(context_of(request), session_of(request), form), 201)


async def patch_poll(request: Request) -> Response:
    form = await read(request, PollPatch, MEDIUM)
    return _poll(request, await poll_actions.patch_poll(context_of(request), poll_of(request), form))


async def copy_poll(request: Request) -> Response:
    await read(request, EmptyForm)
    return _poll(request, await poll_actions.copy_poll(context_of(request), poll_of(request)), 201)


async def open_poll(request: Request) -> Response:
    form = await read(request, OpenForm)
    return _poll(request, await poll_actions.open_poll(context_of(request), poll_of(request), form.seconds))


async def extend_poll(request: Request) -> Response:
    form = await read(request, ExtendForm)
    return _poll(request, await poll_actions.extend_poll(context_of(request), poll_of(request), form.seconds))


async def close_poll(request: Request) -> Response:
    form = await read(request, CloseForm)
    return _poll(request, await poll_actions.close_poll(context_of(request), poll_of(request), form.within))


async def cancel_close(request: Request) -> Response:
    await read(request, EmptyForm)
    return _poll(request, await poll_actions.cancel_close(context_of(request), poll_of(request)))


async def reveal_poll(request: Request) -> Response:
    await read(request, EmptyForm)
    return _poll(request, await poll_actions.reveal_poll(context_of(request), poll_of(request)))


async def get_result(request: Request) -> Response:
    context = context_of(request)
    async with context.database.read() as connection:
        room = await snapshots.read_room(connection, session_of(request), context.clock())
        poll = next(poll for poll in room.polls if poll.id == poll_of(request))
        is_reader = caller_of(request).may(READERS, session_of(request))
        if is_reader:
            snapshots.require_host_result(poll)
        elif not poll.is_public:
            raise NotRevealed("The result is not public yet. The host reveals it in the hall.")
        view = View.HOST if is_reader else View.PHONE
        result = await snapshots.read_result(connection, room, poll, view)
    return answer(result_answer(result))


async def settle_tie(request: Request) -> Response:
    form = await read(request, TieForm)
    options = tuple(OptionId(option) for option in form.options or ())
    decision = Decision(TieRule(form.method), form.seed, form.reason, options)
    runoff = await ties.settle_tie(context_of(request), session_of(request), poll_of(request), decision)
    return _poll(request, runoff, 201) if runoff else await get_result(request)


def _poll(request: Request, poll: Poll, status: int = 200) -> Response:
    return answer(poll_answer(poll, context_of(request).clock()), status)


_ONE = "/api/polls/{poll}"
_POLL = ((200,), PollAnswer)
ENDPOINTS = (
    Endpoint(
        "POST",
        "/api/sessions/{session}/polls",
        add_poll,
        summary="Add a list",
        body=PollForm,
        answers=((201,), PollAnswer),
    ),
    Endpoint("PATCH", _ONE, patch_poll, summary="Change a draft, or seal an open poll", body=PollPatch, answers=_POLL),
    Endpoint(
        "POST",
        f"{_ONE}/copy",
        copy_poll,
        summary="A new draft with the same options",
        body=EmptyForm,
        answers=((201,), PollAnswer),
    ),
    Endpoint("POST", f"{_ONE}/open", open_poll, summary="Open the poll", body=OpenForm, answers=_POLL),
    Endpoint("POST", f"{_ONE}/extend", extend_poll, summary="Move the deadline", body=ExtendForm, answers=_POLL),
    Endpoint(
        "POST", f"{_ONE}/close", close_poll, summary="Close for good, after a countdown", body=CloseForm, answers=_POLL
    ),
    Endpoint("POST", f"{_ONE}/cancel-close", cancel_close, summary="Stop the countdown", body=EmptyForm, answers=_POLL),
    Endpoint("POST", f"{_ONE}/reveal", reveal_poll, summary="Make the result public", body=EmptyForm, answers=_POLL),
    Endpoint(
        "POST",
        f"{_ONE}/tie",
        settle_tie,
        summary="Settle a tie at the cut line; a run-off is answered with its poll",
        body=TieForm,
        answers=((200,), ResultAnswer),
        also=(201, PollAnswer),
    ),
    Endpoint(
        "GET", f"{_ONE}/result", get_result, summary="The ranked result", body=None, answers=((200,), ResultAnswer)
    ),
)
