"""The counting rules by name: each takes a tally and gives every option its score, in the list's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from votes.model import OptionId, Poll
from votes.rules.approval import score_approval
from votes.rules.mean_grade import score_mean_grade
from votes.tally import Tally
from votes.ties import Score

Rule = Callable[[Poll, Tally], Mapping[OptionId, Score]]

RULES: dict[str, Rule] = {"approval": score_approval, "mean-grade": score_mean_grade}
