"""The ballot over the API."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.answers import BallotAnswer, ReceiptAnswer
from server.desk.ballots import cast_ballot, recorded_ballot
from server.endpoint import Endpoint, answer, caller_of, desk_of, poll_of
from server.errors import NoCredential
from server.forms import BallotForm, read
from votes.model import OptionId, VoterId


async def put_ballot(request: Request) -> Response:
    form = await read(request, BallotForm)
    receipt = await cast_ballot(
        desk_of(request),
        voter_of(request),
        poll_of(request),
        [OptionId(option) for option in form.choices],
        id=form.id,
        revision=form.revision,
        nonce=bytes.fromhex(form.nonce) if form.nonce else None,
    )
    return answer(ReceiptAnswer(receipt.receipt, receipt.revision))


async def get_ballot(request: Request) -> Response:
    choices, receipt = await recorded_ballot(desk_of(request), voter_of(request), poll_of(request))
    return answer(BallotAnswer(choices, receipt.revision, receipt.receipt))


def voter_of(request: Request) -> VoterId:
    voter = caller_of(request).voter
    if voter is None:
        raise NoCredential("Please join the session first.")
    return voter


_BALLOT = "/api/polls/{poll}/ballot"
ENDPOINTS = (
    Endpoint(
        "PUT", _BALLOT, put_ballot, "Cast this voter's ballot, or replace it", BallotForm, ((200,), ReceiptAnswer)
    ),
    Endpoint("GET", _BALLOT, get_ballot, "What this voter has cast, until close", None, ((200,), BallotAnswer)),
)
