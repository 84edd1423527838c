"""The counting rules by name: each takes a tally and gives every option its score, in the list's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from votes.model import OptionId
from votes.rules.approval import score_approval
from votes.tally import Tally

Rule = Callable[[Tally], Mapping[OptionId, int]]

RULES: dict[str, Rule] = {"approval": score_approval}
