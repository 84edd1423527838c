"""Approval voting: the options that most ballots mark."""

from __future__ import annotations

from collections.abc import Mapping

from votes.marks import votes_of
from votes.model import OptionId, Poll
from votes.tally import Tally


def score_approval(poll: Poll, tally: Tally) -> Mapping[OptionId, int]:
    """An option's score is the number of ballots that mark it, in the list's order, zeros included.

    A limit on the marks changes nothing here: single choice, up to k and exactly k differ in the ballots.
    Source: Brams & Fishburn, "Approval Voting", American Political Science Review 72(3), 1978.
    """
    return votes_of(poll, tally.votes)
