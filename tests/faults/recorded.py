"""A meeting that voted on a watched disk, and its files as they were at any moment of that, after a cut of power."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy.dialects.sqlite.aiosqlite import dialect

from server.files.data_folder import DATABASE
from server.store.database import Database
from server.store.driver import reading
from server.store.engine import PRAGMAS
from tests.faults.oracle import Verdict, Voter
from tests.faults.power import Record
from tests.faults.shim import Disk, Event, Kind
from tests.faults.watched import Found, Journals, Meeting, meeting

VOTERS, AT_ONCE = 24, 8
LOG = "-wal"


class Recorded:
    """The files before the first vote, and all that happened to them until the last was acknowledged."""

    def __init__(self, folder: Path, migrated: Path, chance: random.Random, ballots: int) -> None:
        folder.mkdir()
        shutil.copy(migrated, folder)
        self.disk, self.chance = Disk(folder / DATABASE), chance
        with meeting(folder, self.disk, VOTERS, chance) as self.met:
            self.before = {name: (folder / f"{DATABASE}{name}").read_bytes() for name in ("", LOG)}
            assert self.met.room.client.portal
            assert self.met.room.client.portal.call(self.met.vote, ballots, AT_ONCE) == []
            self.events: list[Event] = list(self.disk.events)
        self.disk.syncs = False  # what is judged need not last

    def cut(self, folder: Path, cuts: int) -> tuple[Verdict, int]:
        """Cut at moments by chance, each judged by the journals of that moment. Returns how many cuts were wrong."""
        verdict, record, journals = Verdict(), Record(self.before), Journals(VOTERS)
        moments = sorted(self.chance.randrange(len(self.events)) for _ in range(cuts))
        begun = wrong = 0
        with self.disk.mounted():
            for moment in moments:
                for event in self.events[begun:moment]:
                    record.take(event)
                    journals.take(event.note)
                begun = moment
                wrong += self._is_wrong(folder, record.cut(self.chance), journals.copy(), verdict)
        return verdict, wrong

    def _is_wrong(self, folder: Path, files: Mapping[str, bytes], voters: Sequence[Voter], verdict: Verdict) -> bool:
        before = len(verdict.cases)
        judge_files(folder, files, self.met, verdict, voters)
        return len(verdict.cases) > before

    def commits(self) -> list[tuple[int, list[Voter]]]:
        """How long the log was after each sync, and the journals as they were before the next. It is never begun anew.

        A log of this length, or of any other below the next one, must hold what is acknowledged there.
        """
        journals, long, found = Journals(VOTERS), len(self.before[LOG]), list[tuple[int, list[Voter]]]()
        synced = long
        for event in self.events:
            journals.take(event.note)
            if event.kind is Kind.WRITE:
                assert (event.name, event.at) >= (LOG, long), "the log was begun anew"
                long = event.at + len(event.data)
            elif event.kind is Kind.SYNC:
                found.append((synced, journals.copy()))
                synced = long
        return [*found, (synced, journals.copy())]

    def judge_log(self, folder: Path, log: bytes, voters: Sequence[Voter], verdict: Verdict) -> None:
        """Open the database with this log beside it, and nothing else: quick, for very many."""
        lay(folder, {"": self.before[""], LOG: log})
        with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as driver:
            found = reading(driver, dialect(), self.met.found_by)
        self.met.compare(found, voters, verdict)

    def log(self) -> bytes:
        """The whole of it, at the end."""
        whole = bytearray(self.before[LOG])
        for event in self.events:
            if event.kind is Kind.WRITE:
                whole[event.at : event.at + len(event.data)] = event.data
        return bytes(whole)


def judge_files(
    folder: Path, files: Mapping[str, bytes], met: Meeting, verdict: Verdict, voters: Sequence[Voter] | None = None
) -> None:
    """Start the real store on these files, as a server does, and compare with the journals (of now, or these)."""
    lay(folder, files)
    found = asyncio.run(_found(folder, met))
    met.compare(found, met.voters if voters is None else voters, verdict)


async def _found(folder: Path, met: Meeting) -> Found:
    database = Database(folder / DATABASE)
    await database.start()
    try:
        return await database.look(met.found_by)
    finally:
        await database.stop()


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    """These are the database's files, and no others."""
    for name in ("", LOG, "-shm", "-journal"):
        (folder / f"{DATABASE}{name}").unlink(missing_ok=True)
    for name, data in files.items():
        (folder / f"{DATABASE}{name}").write_bytes(data)


def pragmas(**other: str) -> tuple[str, ...]:
    """The store's own, except for these."""
    return tuple(f"{name}={other.get(name, value)}" for name, _, value in (each.partition("=") for each in PRAGMAS))
