"""While a closed list's key is being erased nobody hears more than before: marks of phones are made by it as well."""

from __future__ import annotations

from pathlib import Path

from server.files.keys import Keys
from server.live.own_ballots import Cast, boxes_of, own_of
from server.store.ballots import BallotKey, record
from votes.model import Ballot, Option, OptionId, Poll, PollId, PollState, SessionId, Voter, VoterId

POLL = Poll(PollId("p" * 16), SessionId("s" * 16), "List", (Option(OptionId("o" * 16), "One"),), state=PollState.CLOSED)


def test_a_phone_that_took_a_ticket_over_is_not_told_when_the_key_goes_between_two_looks(tmp_path: Path) -> None:
    keys = Keys(tmp_path, "a-host-key-for-tests-only")
    keys.make(POLL.id)
    voter = Voter(VoterId("v" * 16), POLL.session, None, device=1)
    boxes = boxes_of(keys, voter.id, (POLL,))
    sent = record(None, Ballot(None, frozenset({POLL.options[0].id})), POLL.id, bytes(16), None)
    found = Cast(boxes, {BallotKey(POLL.id, boxes[POLL.id].voter_key): sent})
    assert not own_of(keys, voter, (POLL,), found)[POLL.id].is_told  # the control

    keys.forget(POLL.id)

    own = own_of(keys, voter, (POLL,), found)[POLL.id]
    assert (own.is_told, own.choices, own.marks) == (False, (), frozenset())
