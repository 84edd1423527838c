"""Ballots of known voters, taken ahead of every route by the lane of ``process/ballot_lane.py``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from server.errors import Refusal
from server.features.ballots.actions import hand_in_ballot
from server.features.ballots.api import BALLOT, handed_in
from server.features.ballots.schemas import BallotForm, ReceiptAnswer
from server.permissions import VOTER, WHO_MAY
from server.store.ballots import Receipt
from server.web.encoding import encode
from server.web.endpoint import Services, refusal
from server.web.guards import GUARDS, guard
from server.web.json_body import SMALL, decode
from votes.model import Poll, PollId, Voter

_BEFORE, _AFTER = BALLOT.encode().split(b"{poll}")
_HEADERS = ((b"content-type", b"application/json"), *GUARDS)  # as of every answer
_MATTER = frozenset(
    {b"authorization", b"cookie", b"origin", b"content-type", b"content-length", b"transfer-encoding", b"host"}
)

Header = tuple[bytes, bytes]
Reply = Callable[[int, tuple[Header, ...], bytes], None]


class BallotLaneHandler:
    """Takes what the lane offers, where a look is enough.

    What is let through here has passed the same checks in the same order as on the ordinary route; whatever is not
    plainly in order is left to that route, which says why.
    """

    def __init__(self, services: Services) -> None:
        self._services, self._pace = services, services.limits.ballots
        self._is_for_voters = WHO_MAY[f"PUT {BALLOT}"] == VOTER

    def admit(self, method: bytes, url: bytes, headers: Iterable[Header]) -> tuple[Voter, str, Poll] | None:
        if method != b"PUT" or not url.startswith(_BEFORE) or not url.endswith(_AFTER) or not self._is_for_voters:
            return None
        poll = self._services.context.memory.opened.get(PollId(url[len(_BEFORE) : -len(_AFTER)].decode("latin-1")))
        found = _plain_headers(headers)
        if poll is None or found is None:
            return None
        if not self._services.origins.is_our_host(found.get(b"host", b"").decode("latin-1")):
            return None
        length, kind = found.get(b"content-length", b""), found.get(b"content-type")
        if kind != b"application/json" or not length.isdigit() or int(length[:9]) > SMALL or len(length) > 9:
            return None
        known = self._services.auth.remembered(
            poll.session, found.get(b"authorization"), found.get(b"cookie"), found.get(b"origin")
        )
        return (*known, poll) if known else None

    def take(self, admitted: tuple[Voter, str, Poll], body: bytes, reply: Reply) -> bool:
        voter, token, poll = admitted
        try:
            paper = handed_in(decode(body or b"{}", BallotForm), token, poll.id, voter.device)
        except Refusal:
            return False
        if self._pace.take(voter.id):
            return False
        if hand_in_ballot(self._services.context, voter.id, poll, paper, partial(_reply, reply)):
            return True
        self._pace.give_back(voter.id)  # the ordinary way takes it
        return False


def _reply(reply: Reply, outcome: Receipt | Exception) -> None:
    if isinstance(outcome, Receipt):
        reply(200, _HEADERS, encode(ReceiptAnswer(outcome.receipt, outcome.revision)))
        return
    refused = refusal(outcome)
    guard(refused)
    headers = tuple(header for header in refused.raw_headers if header[0] != b"content-length")
    reply(refused.status_code, headers, bytes(refused.body))


def _plain_headers(headers: Iterable[Header]) -> dict[bytes, bytes] | None:
    """Those that matter, or None if one stands twice or the length is not told."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _MATTER:
            if name in found or name == b"transfer-encoding":
                return None
            found[name] = value
    return found
