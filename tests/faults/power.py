"""What a disk may hold after a cut of power: all that was synced, and of the rest any part, in sectors."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tests.faults.shim import Event, Kind

SECTOR = 512


class Record:
    """The files of a watched database along its events, from their state before the first on."""

    def __init__(self, before: Mapping[str, bytes]) -> None:
        self._safe = {name: bytearray(data) for name, data in before.items()}
        self._waiting: dict[str, list[Event]] = {}

    def take(self, event: Event) -> None:
        if event.kind is Kind.SYNC:
            for each in self._waiting.pop(event.name, ()):
                _apply(self._safe, each, each.data)
        elif event.kind is not Kind.NOTE:
            self._waiting.setdefault(event.name, []).append(event)

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """Of what was not synced each write is kept whole, not at all, or torn; the rest is as it was synced."""
        files = {name: bytearray(data) for name, data in self._safe.items()}
        for events in self._waiting.values():
            for event in events:
                _keep_some(files, event, chance)
        return {name: bytes(data) for name, data in files.items()}


def _keep_some(files: dict[str, bytearray], event: Event, chance: random.Random) -> None:
    fate = chance.random()
    if fate < 1 / 3:
        return
    if fate < 2 / 3 or event.kind is not Kind.WRITE:
        _apply(files, event, event.data)
        return
    for begin, end in sectors(event.at, len(event.data)):
        if chance.random() < 0.5:
            part = event.data[begin - event.at : end - event.at]
            _apply(files, Event(Kind.WRITE, event.name, begin), part)


def sectors(at: int, size: int) -> Sequence[tuple[int, int]]:
    """Where a write of so many bytes is torn: at every border of a sector within it."""
    borders = [at, *range((at // SECTOR + 1) * SECTOR, at + size, SECTOR), at + size]
    return list(pairwise(borders))


def _apply(files: dict[str, bytearray], event: Event, data: bytes) -> None:
    if event.kind is Kind.GONE:
        files.pop(event.name, None)
        return
    file = files.setdefault(event.name, bytearray())
    end = event.at + (len(data) if event.kind is Kind.WRITE else 0)
    file.extend(bytes(max(0, end - len(file))))
    if event.kind is Kind.TRUNCATE:
        del file[event.at :]
    else:
        file[event.at : end] = data
