"""The ballot over the API."""

from __future__ import annotations

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from server.features.ballots.actions import HandedIn, cast_ballot, recorded_ballot
from server.features.ballots.schemas import BallotAnswer, BallotForm, ReceiptAnswer, ballot_answer
from server.files.keys import submission_digest
from server.web.endpoint import (
    Endpoint,
    answer,
    caller_of,
    context_of,
    poll_of,
    voter_of,
)
from server.web.json_body import read
from server.web.pace import keep_pace
from votes.ballot import Written
from votes.model import OptionId, PollId

BALLOT = "/api/polls/{poll}/ballot"


async def put_ballot(request: Request) -> Response:
    keep_pace(request)
    form = await read(request, BallotForm)
    voter, poll, caller = voter_of(request), poll_of(request), caller_of(request)
    paper = handed_in(form, caller.voter_token or "", poll, caller.voter_device)
    receipt = await cast_ballot(context_of(request), voter, poll, paper)
    return answer(ReceiptAnswer(receipt.receipt, receipt.revision))


def handed_in(form: BallotForm, token: str, poll: PollId, device: int) -> HandedIn:
    """The ballot of a form, sent by the phone with this credential."""
    nonce = bytes.fromhex(form.nonce) if form.nonce else None
    digest = submission_digest(token, poll, form.id) if form.id else None
    return HandedIn(written=_written(form), digest=digest, revision=form.revision, nonce=nonce, device=device)


def _written(form: BallotForm) -> Written:
    if form.marks is not UNSET:
        return {OptionId(option): grade for option, grade in form.marks.items()}
    return [OptionId(option) for option in form.choices or ()]


async def get_ballot(request: Request) -> Response:
    poll, marks, receipt = await recorded_ballot(context_of(request), voter_of(request), poll_of(request))
    return answer(ballot_answer(poll, marks, receipt.receipt, receipt.revision))


ENDPOINTS = (
    Endpoint(
        "PUT",
        BALLOT,
        put_ballot,
        summary="Cast this voter's ballot, or replace it",
        body=BallotForm,
        answers=((200,), ReceiptAnswer),
    ),
    Endpoint(
        "GET",
        BALLOT,
        get_ballot,
        summary="What this voter has cast, until close",
        body=None,
        answers=((200,), BallotAnswer),
    ),
)
