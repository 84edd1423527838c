"""A meeting of the whole application on a watched disk: what phones send and hear is noted between the writes."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from httpx2 import ASGITransport, AsyncClient

from server.files.keys import token_hash
from server.store import ballots, counts
from server.store.ballots import BallotKey
from server.store.compiled import Link
from tests.builders import ORIGIN, Clock, Json, Room, client_of
from tests.faults.oracle import Marks, Verdict, Voter
from tests.faults.shim import Disk
from tests.features.polls.erasing import rows
from votes import tally
from votes.model import PollId

OPTIONS = 6


class Sent(NamedTuple):
    """A ballot leaves the phone of this voter."""

    voter: int
    marks: Marks


class Heard(NamedTuple):
    """It is acknowledged."""

    voter: int
    revision: int


Found = tuple[list[tuple[Marks | None, int]], bool]


@dataclass
class Meeting:
    """One open list; ``boxes`` are the voters' ballots by the key under which each is recorded."""

    room: Room
    disk: Disk
    poll: Json
    voters: Sequence[Voter]
    boxes: Sequence[BallotKey]
    chance: random.Random

    async def vote(self, ballots: int, at_once: int) -> list[Json]:
        """So many ballots of voters by chance; returns the refusals. A phone waits for an answer before it votes on."""
        order = iter([self.chance.randrange(len(self.voters)) for _ in range(ballots)])
        turns = [asyncio.Lock() for _ in self.voters]
        refused: list[Json] = []

        async def line(client: AsyncClient) -> None:
            for at in order:
                async with turns[at]:
                    refused.extend(await self._cast(client, at))

        app = ASGITransport(self.room.client.app)
        async with AsyncClient(transport=app, base_url=ORIGIN) as client:
            await asyncio.gather(*(line(client) for _ in range(at_once)))
        return refused

    @contextmanager
    def again(self) -> Iterator[None]:
        """Started anew, on a disk that is well."""
        with client_of(self.room.folder, self.room.clock) as client:
            self.room = Room(client, self.room.clock, self.room.folder)
            yield

    async def _cast(self, client: AsyncClient, at: int) -> list[Json]:
        voter = self.voters[at]
        marks = tuple(sorted(self.chance.sample(range(OPTIONS), self.chance.randint(1, 3))))
        voter.sends(marks)
        self.disk.note(Sent(at, marks))
        answer = await client.put(
            f"/api/polls/{self.poll['id']}/ballot",
            content=json.dumps({"choices": [self.poll["options"][mark]["id"] for mark in marks]}),
            headers={"Authorization": f"Bearer {voter.token}", "Content-Type": "application/json"},
        )
        if answer.status_code != 200:
            return [{"status": answer.status_code, **answer.json()}]
        revision = answer.json()["revision"]
        self.disk.note(Heard(at, revision))
        assert voter.hears(revision) is None, voter
        return []

    def found_by(self, link: Link) -> Found:
        """What is recorded of each voter, and whether the count rows say the same as the ballots."""
        kept = ballots.recorded(link, set(self.boxes))
        positions = {option["id"]: at for at, option in enumerate(self.poll["options"])}
        found: list[tuple[Marks | None, int]] = [
            (tuple(sorted(positions[mark] for mark in kept[box].ballot.choices)), kept[box].revision)
            if box in kept
            else (None, 0)
            for box in self.boxes
        ]
        counted = tally.count(each.ballot for each in kept.values())
        return found, {key: n for key, n in counts.of(link, PollId(self.poll["id"])).items() if n} == counted

    def compare(self, found: Found, voters: Sequence[Voter], verdict: Verdict) -> None:
        """What was found beside the journals as they were at that moment."""
        kept, is_counted = found
        for voter, (marks, revision) in zip(voters, kept, strict=True):
            verdict.note(voter.wrong_with(marks, revision), voter, marks, revision)
        if not is_counted:
            verdict.cases.append("the counts differ from the ballots")


@contextmanager
def meeting(folder: Path, disk: Disk, voters: int, chance: random.Random) -> Iterator[Meeting]:
    """Its list is open and everybody is in."""
    clock = Clock()
    with disk.mounted(), client_of(folder, clock) as client:
        room = Room(client, clock, folder)
        session = room.session(options=OPTIONS, groups=("East", "West"))
        poll = session["polls"][0]
        assert room.open(poll).status == 200
        came = [Voter(room.join(session, ("East", "West")[at % 2])) for at in range(voters)]
        ids = {bytes(mark): voter for mark, voter in rows(folder, "SELECT token_hash, id FROM voters")}
        keys = client.app.state.services.context.keys  # type: ignore[attr-defined]
        boxes = [
            BallotKey(PollId(poll["id"]), keys.voter_key(poll["id"], ids[token_hash(voter.token)])) for voter in came
        ]
        disk.events.clear()
        yield Meeting(room, disk=disk, poll=poll, voters=came, boxes=boxes, chance=chance)


class Journals:
    """The voters' journals as they were at a moment of the record."""

    def __init__(self, voters: int) -> None:
        self.voters = [Voter("") for _ in range(voters)]

    def take(self, note: object) -> None:
        if isinstance(note, Sent):
            self.voters[note.voter].sends(note.marks)
        elif isinstance(note, Heard):
            self.voters[note.voter].hears(note.revision)

    def copy(self) -> list[Voter]:
        return deepcopy(self.voters)
