"""The sample lists, and an outside count of what was cast: nothing of the server's own is used."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "server/samples/liangcheng.zh-CN.csv").read_text("utf-8")
GROUPS = ("居民区书记组", "党群工作组", "社区管理组", "社区服务组")
SEATS = (16, 16, 16, 15)


def lists() -> dict[str, list[str]]:
    """Titles by list, in the order of the file."""
    found: dict[str, list[str]] = {}
    for row in csv.DictReader(TEXT.splitlines()):
        found.setdefault(row["名单"], []).append(row["名称"])
    return found


@dataclass
class Count:
    """One list counted by hand: the latest ballot of each voter, by the voter's group."""

    titles: list[str]
    latest: dict[str, tuple[int, frozenset[int]]] = field(default_factory=dict)

    def cast(self, voter: str, group: int, choices: list[int]) -> None:
        self.latest[voter] = (group, frozenset(choices))

    def votes(self, group: int | None = None) -> dict[str, int]:
        cast = Counter(at for its, marks in self.latest.values() if group in (None, its) for at in marks)
        return {title: cast[at] for at, title in enumerate(self.titles)}

    def ballots(self, group: int | None = None) -> int:
        return sum(1 for its, _ in self.latest.values() if group in (None, its))

    def ranked(self) -> list[tuple[int, str, int]]:
        """Rank, title and votes, the best first; equals share a rank and keep the list's order."""
        votes = self.votes()
        ordered = sorted(self.titles, key=lambda title: -votes[title])
        return [(1 + sum(n > votes[title] for n in votes.values()), title, votes[title]) for title in ordered]
