"""The oracle of every fault: what simulated voters know, kept outside the server, and what may be recorded by that.

Recorded, and later published, may be the last acknowledged ballot, or a later one whose acknowledgement was lost on the
way: once, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Marks = tuple[int, ...]  # positions in the list, in order


class Wrong(StrEnum):
    """What a server can do to a ballot that it acknowledged, or to one that nobody cast."""

    LOST = "lost"
    DOUBLED = "doubled"
    REVERTED = "reverted"
    MADE_UP = "made up"


@dataclass
class Voter:
    """The journal of one phone: what was acknowledged last, and every ballot it sent after that."""

    token: str
    group: str | None = None
    acknowledged: Marks | None = None
    revision: int = 0
    sent_since: list[Marks] = field(default_factory=list)
    sent_id: str = ""  # of the last one

    def sends(self, marks: Marks, id: str = "") -> None:
        """Note it before it goes out."""
        self.sent_since.append(marks)
        self.sent_id = id

    def hears(self, revision: int) -> Wrong | None:
        """The last one that it sent is acknowledged; or why that cannot be so."""
        marks, sent = self.sent_since[-1], len(self.sent_since)
        wrong = self._wrong_revision(revision, sent)
        self.settles(marks, revision)
        return wrong

    def settles(self, marks: Marks | None, revision: int) -> None:
        """This is recorded, as was just seen: what follows is judged by it."""
        self.acknowledged, self.revision, self.sent_since = marks, revision, []

    def wrong_with(self, marks: Marks | None, revision: int) -> Wrong | None:
        """What is wrong with a server that has this recorded of the voter (None and 0 for nothing)."""
        if (marks, revision) == (self.acknowledged, self.revision):
            return None
        if marks is None:
            return Wrong.LOST
        if wrong := self._wrong_revision(revision, len(self.sent_since)):
            return wrong
        return None if marks in self.sent_since else Wrong.MADE_UP

    def _wrong_revision(self, revision: int, sent: int) -> Wrong | None:
        if revision < self.revision:
            return Wrong.REVERTED
        if revision == self.revision:
            return Wrong.MADE_UP  # another ballot under the number of the one that was acknowledged
        return Wrong.DOUBLED if revision > self.revision + sent else None


class Verdict:
    """What was found wrong in all, for a figure and for the assertion beside it."""

    def __init__(self) -> None:
        self.counted: Counter[Wrong] = Counter()
        self.cases: list[object] = []

    def note(self, wrong: Wrong | None, *case: object) -> None:
        if wrong:
            self.counted[wrong] += 1
            self.cases.append((wrong, *case))

    def add(self, other: Verdict) -> None:
        self.counted += other.counted
        self.cases += other.cases

    def compare(self, published: Sequence[int], voters: Iterable[Voter]) -> None:
        """The votes per option (and last the number of ballots) beside a count of the journals."""
        expected = count(voters, len(published) - 1)
        for at, (found, known) in enumerate(zip(published, expected, strict=True)):
            self.counted[Wrong.LOST] += max(0, known - found)
            self.counted[Wrong.MADE_UP] += max(0, found - known)
            if found != known:
                self.cases.append(("option" if at < len(published) - 1 else "ballots", at, found, known))

    @property
    def is_clean(self) -> bool:
        return not self.cases

    def __str__(self) -> str:
        return ", ".join(f"{self.counted[wrong]} {wrong}" for wrong in Wrong)


def count(voters: Iterable[Voter], options: int) -> list[int]:
    """The votes per option and last the number of ballots, by the journals alone."""
    cast = [voter.acknowledged for voter in voters if voter.acknowledged is not None]
    return [*(sum(at in marks for marks in cast) for at in range(options)), len(cast)]


NOTHING_WRONG = str(Verdict())
