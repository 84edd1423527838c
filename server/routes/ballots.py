"""The ballot over the API."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.answers import BallotAnswer, ReceiptAnswer, encode
from server.auth import VOTER, WHO_MAY
from server.desk import Desk
from server.desk.ballots import cast_ballot, recorded_ballot
from server.endpoint import GUARDS, Endpoint, Services, answer, caller_of, desk_of, guard, poll_of, refusal
from server.errors import NoCredential
from server.forms import SMALL, BallotForm, decode, read
from votes.model import OptionId, PollId, VoterId

_BALLOT = "/api/polls/{poll}/ballot"
_BEFORE, _AFTER = _BALLOT.split("{poll}")
_HEADERS = ((b"content-type", b"application/json"), *GUARDS)  # as of every answer
_MATTER = frozenset({b"authorization", b"cookie", b"origin", b"content-type", b"content-length", b"transfer-encoding"})


class BallotDoor:
    """The busiest request taken ahead of the router, for voters who are known already.

    When a hall presses "submit" at once, two thirds of a ballot's time went into layers that a ballot has no use for.
    What is let through here has passed the same checks in the same order; whatever is not plainly in order goes on to
    the ordinary route, which says why.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services
        self._is_for_voters = WHO_MAY[f"PUT {_BALLOT}"] == VOTER

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = self._known(scope) if self._is_for_voters else None
        if known is None:
            await self._app(scope, receive, send)
            return
        voter, poll = known
        try:
            form = decode(await _whole_body(receive) or b"{}", BallotForm)
            body = encode(await _cast(self._services.desk, voter, poll, form))
        except Exception as refused:
            response = refusal(refused)
            guard(response)
            await response(scope, receive, send)
            return
        headers = [(b"content-length", b"%d" % len(body)), *_HEADERS]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _known(self, scope: Scope) -> tuple[VoterId, PollId] | None:
        """The voter and the poll, if the request is a ballot in order from somebody who is remembered."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(_BEFORE):
            return None
        poll = self._services.desk.opened.get(PollId(scope["path"][len(_BEFORE) : -len(_AFTER)]))
        headers = _plain_headers(scope["headers"])
        if poll is None or headers is None or not scope["path"].endswith(_AFTER):
            return None
        length, kind = headers.get(b"content-length", b""), headers.get(b"content-type")
        if kind != b"application/json" or not length.isdigit() or int(length[:9]) > SMALL or len(length) > 9:
            return None
        voter = self._services.auth.remembered(
            poll.session, headers.get(b"authorization"), headers.get(b"cookie"), headers.get(b"origin")
        )
        return (voter.id, poll.id) if voter else None


def _plain_headers(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes] | None:
    """Those that matter, or None if one stands twice or the length is not told."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _MATTER:
            if name in found or name == b"transfer-encoding":
                return None
            found[name] = value
    return found


async def _whole_body(receive: Receive) -> bytes:
    """No longer than the length that was told: the server reads no further."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += bytes(message.get("body", b""))
        if not message.get("more_body", False):
            return body


async def put_ballot(request: Request) -> Response:
    form = await read(request, BallotForm)
    return answer(await _cast(desk_of(request), voter_of(request), poll_of(request), form))


async def _cast(desk: Desk, voter: VoterId, poll: PollId, form: BallotForm) -> ReceiptAnswer:
    choices = [OptionId(option) for option in form.choices]
    nonce = bytes.fromhex(form.nonce) if form.nonce else None
    receipt = await cast_ballot(desk, voter, poll, choices, id=form.id, revision=form.revision, nonce=nonce)
    return ReceiptAnswer(receipt.receipt, receipt.revision)


async def get_ballot(request: Request) -> Response:
    choices, receipt = await recorded_ballot(desk_of(request), voter_of(request), poll_of(request))
    return answer(BallotAnswer(choices, receipt.revision, receipt.receipt))


def voter_of(request: Request) -> VoterId:
    voter = caller_of(request).voter
    if voter is None:
        raise NoCredential("Please join the session first.")
    return voter


ENDPOINTS = (
    Endpoint(
        "PUT", _BALLOT, put_ballot, "Cast this voter's ballot, or replace it", BallotForm, ((200,), ReceiptAnswer)
    ),
    Endpoint("GET", _BALLOT, get_ballot, "What this voter has cast, until close", None, ((200,), BallotAnswer)),
)
