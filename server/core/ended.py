"""Why sign-ins were ended of late, so that their pages can say it. What is kept here goes with the server."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

MOST = 10_000


class End(StrEnum):
    """``taken-back``: the link; ``ended``: this sign-in alone, or with all others."""

    TAKEN_BACK = "taken-back"
    ENDED = "ended"


class EndedSignIns:
    def __init__(self) -> None:
        self._why: dict[bytes, End] = {}

    def note(self, marks: Collection[bytes], why: End) -> None:
        self._why.update(dict.fromkeys(marks, why))
        while len(self._why) > MOST:
            del self._why[next(iter(self._why))]

    def why(self, mark: bytes) -> End | None:
        return self._why.get(mark)
