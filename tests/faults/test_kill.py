"""kill -9 under load: what was acknowledged is counted once, and nothing else. The oracle is a journal outside."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field
from pathlib import Path

from server.access.rate_limits import BALLOTS_AT_ONCE
from server.bench.client import Outcome, request, send_all
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.process import HOST_KEY, ServerProcess

KILLS = 5
VOTERS = 120
OPTIONS = 12


@dataclass
class Voter:
    """What one phone knows: what was acknowledged last, and every ballot it sent after that."""

    token: str
    group: str
    acknowledged: tuple[int, ...] | None = None
    revision: int = 0
    sent_since: list[tuple[int, ...]] = field(default_factory=list)

    def may_be_recorded(self, choices: tuple[int, ...] | None, revision: int) -> bool:
        """The last acknowledged ballot, or a later one whose acknowledgement was lost on the way."""
        if choices == self.acknowledged and revision == self.revision:
            return True
        return choices in self.sent_since and self.revision < revision <= self.revision + len(self.sent_since)


async def _vote_until_killed(server: ServerProcess, poll: Json, voters: list[Voter], chance: random.Random) -> int:
    """Every voter casts again and again; the server is killed in the middle. Returns the acknowledgements."""
    answered = 0

    async def phone(voter: Voter) -> None:
        nonlocal answered
        for _ in range(BALLOTS_AT_ONCE):  # of one phone, more would be refused
            choices = tuple(sorted(chance.sample(range(OPTIONS), chance.randint(1, 5))))
            voter.sent_since.append(choices)
            try:
                outcome = await send_all(server.port, [ballot(poll, voter.token, choices)], 1, keep=True)
            except (OSError, TimeoutError):
                return
            assert outcome.statuses == {200: 1}
            voter.acknowledged, voter.sent_since = choices, []
            voter.revision = json.loads(outcome.bodies[0])["revision"]
            answered += 1

    async def killer() -> None:
        await asyncio.sleep(chance.uniform(0.15, 0.5))
        server.kill()

    await asyncio.gather(killer(), *(phone(voter) for voter in voters))
    return answered


async def _recorded(server: ServerProcess, poll: Json, voter: Voter) -> tuple[tuple[int, ...] | None, int]:
    """What the server has of this voter now."""
    asked = [request("GET", f"/api/polls/{poll['id']}/ballot", b"", voter.token)]
    outcome: Outcome = await send_all(server.port, asked, 1, keep=True)
    if outcome.statuses == {404: 1}:
        return None, 0
    found = json.loads(outcome.bodies[0])
    positions = {option["id"]: at for at, option in enumerate(poll["options"])}
    return tuple(sorted(positions[option] for option in found["choices"])), found["revision"]


async def _run(folder: Path) -> None:
    with ServerProcess(folder) as server:
        await _kill_again_and_again(server)


async def _kill_again_and_again(server: ServerProcess) -> None:
    chance = random.Random(20260105)
    session = open_session(server.port, [{"title": f"Option {n}"} for n in range(OPTIONS)], ["A", "B", "C", "D"])
    poll = session["polls"][0]
    groups = [session["groups"][n % 4]["id"] for n in range(VOTERS)]
    tokens = await join_all(server.port, session, groups)
    voters = [Voter(token, group) for token, group in zip(tokens, groups, strict=True)]

    acknowledged = 0
    for _ in range(KILLS):
        acknowledged += await _vote_until_killed(server, poll, voters, chance)
        assert server.start() < 5
        for voter in voters:
            choices, revision = await _recorded(server, poll, voter)
            assert voter.may_be_recorded(choices, revision), (voter, choices, revision)
            voter.acknowledged, voter.revision, voter.sent_since = choices, revision, []
    assert acknowledged > KILLS * VOTERS / 2, "the load was too light to mean anything"

    call(server.port, "POST", f"/api/polls/{poll['id']}/close", {"in": 0})
    _compare(server, poll, voters)
    assert server.stop() == 0


def _compare(server: ServerProcess, poll: Json, voters: list[Voter]) -> None:
    """The count rows equal a count of the journal, in all and per group."""
    result = call(server.port, "GET", f"/api/polls/{poll['id']}/result", bearer=HOST_KEY)
    cast = [voter for voter in voters if voter.acknowledged is not None]
    votes = {each["option"]: each["votes"] for each in result["options"]}
    for at, option in enumerate(poll["options"]):
        assert votes[option["id"]] == sum(at in (voter.acknowledged or ()) for voter in cast)
    assert result["ballots"] == len(cast)
    by_group = {each["group"]: each["ballots"] for each in result["groups"]}
    assert by_group == {group: sum(voter.group == group for voter in cast) for group in by_group}


def test_five_kills_under_load_lose_and_double_nothing_acknowledged(tmp_path: Path) -> None:
    asyncio.run(_run(tmp_path))


def test_the_oracle_itself_notices_a_lost_a_reverted_and_a_made_up_ballot() -> None:
    voter = Voter("token", "A", acknowledged=(1, 2), revision=3, sent_since=[(4,), (5,)])

    assert voter.may_be_recorded((1, 2), 3)  # the controls: acknowledged, or sent later
    assert voter.may_be_recorded((4,), 4)
    assert voter.may_be_recorded((5,), 5)
    assert not voter.may_be_recorded(None, 0)  # lost
    assert not voter.may_be_recorded((1, 2), 2)  # reverted
    assert not voter.may_be_recorded((7,), 4)  # made up
    assert not voter.may_be_recorded((4,), 6)  # counted more often than it was sent
