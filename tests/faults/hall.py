"""Phones of a hall on a server in a process of its own, each with a journal, and what that server has of them."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass

from server.access.rate_limits import BALLOTS_AT_ONCE
from server.bench.client import request, send_all
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.process import HOST_KEY, ServerProcess
from tests.faults.oracle import Marks, Verdict, Voter

OPTIONS = 12
GROUPS = ("A", "B", "C", "D")


@dataclass
class Hall:
    """One open list and its voters. ``acknowledged`` counts answers, ``verdict`` what was wrong with any of them."""

    server: ServerProcess
    poll: Json
    voters: Sequence[Voter]
    chance: random.Random
    verdict: Verdict
    acknowledged: int = 0

    @classmethod
    async def filled(cls, server: ServerProcess, voters: int, chance: random.Random, verdict: Verdict) -> Hall:
        options = [{"title": f"Option {n}"} for n in range(OPTIONS)]
        session = open_session(server.port, options, GROUPS)
        groups = [session["groups"][n % len(GROUPS)]["id"] for n in range(voters)]
        tokens = await join_all(server.port, session, groups)
        came = [Voter(token, group) for token, group in zip(tokens, groups, strict=True)]
        return cls(server, poll=session["polls"][0], voters=came, chance=chance, verdict=verdict)

    def marks(self) -> Marks:
        return tuple(sorted(self.chance.sample(range(OPTIONS), self.chance.randint(1, 5))))

    async def vote_until_killed(self, after_s: float) -> None:
        """Every voter casts again and again; the server is killed in the middle."""

        async def killer() -> None:
            await asyncio.sleep(after_s)
            self.server.kill()

        await asyncio.gather(killer(), *(self._phone(voter) for voter in self.voters))

    async def _phone(self, voter: Voter) -> None:
        for _ in range(BALLOTS_AT_ONCE):  # of one phone, more would be refused
            marks = self.marks()
            voter.sends(marks, self.chance.randbytes(8).hex())
            try:
                await self._cast(voter, marks)
            except (OSError, TimeoutError):
                return

    async def _cast(self, voter: Voter, marks: Marks) -> None:
        sent = ballot(self.poll, voter.token, marks, id=voter.sent_id)
        outcome = await send_all(self.server.port, [sent], 1, keep=True)
        assert outcome.statuses == {200: 1}, outcome.statuses
        self._heard(voter, outcome.bodies[0])

    def _heard(self, voter: Voter, body: bytes) -> None:
        self.verdict.note(voter.hears(json.loads(body)["revision"]), voter)
        self.acknowledged += 1

    async def judge(self) -> None:
        """What the server has of every voter now, beside the journal."""
        for voter, (marks, revision) in zip(self.voters, await self._recorded(), strict=True):
            self.verdict.note(voter.wrong_with(marks, revision), voter, marks, revision)

    async def try_again(self) -> None:
        """Whoever waits for an answer sends the same under the same id, as a phone does: recorded before or now, once.

        Judge first: the answer alone does not say whether it was recorded a second time.
        """
        for voter in self.voters:
            if voter.sent_since:
                marks = voter.sent_since[-1]
                voter.sent_since = [marks]
                await self._cast(voter, marks)

    async def _recorded(self) -> list[tuple[Marks | None, int]]:
        path = f"/api/polls/{self.poll['id']}/ballot"
        asked = [request("GET", path, b"", voter.token) for voter in self.voters]
        outcome = await send_all(self.server.port, asked, 1, keep=True)  # on one connection they are answered in order
        assert set(outcome.statuses) <= {200, 404}, outcome.statuses
        return [self._told(json.loads(body)) for body in outcome.bodies]

    def _told(self, told: Json) -> tuple[Marks | None, int]:
        if "choices" not in told:
            assert told["status"] == 404, told
            return None, 0
        positions = {option["id"]: at for at, option in enumerate(self.poll["options"])}
        return tuple(sorted(positions[option] for option in told["choices"])), told["revision"]

    def close(self) -> None:
        """Close the list, and compare what it comes to with the journals, in all and per group."""
        call(self.server.port, "POST", f"/api/polls/{self.poll['id']}/close", {"in": 0})
        result = call(self.server.port, "GET", f"/api/polls/{self.poll['id']}/result", bearer=HOST_KEY)
        votes = {each["option"]: each["votes"] for each in result["options"]}
        published = [*(votes[option["id"]] for option in self.poll["options"]), result["ballots"]]
        self.verdict.compare(published, self.voters)
        cast = [voter for voter in self.voters if voter.acknowledged is not None]
        by_group = {each["group"]: each["ballots"] for each in result["groups"]}
        assert by_group == {group: sum(voter.group == group for voter in cast) for group in by_group}
