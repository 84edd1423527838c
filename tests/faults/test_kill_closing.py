"""kill -9 while a poll closes: whatever step it was at, the next start ends with the same lists, and without K."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import time
import urllib.error
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.bench.client import request, send_all
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.process import ServerProcess
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.killed_server import PARTS, TRAP, Step
from tests.faults.linker import tag_of
from tests.faults.oracle import Voter, count

SHARE, WHOLE = 1, 100
A_MEETING = 20  # lists, until another one begins
VOTERS = 60
OPTIONS = 12
READY_S = 5
PATIENCE_S = 20
GOAL = "0 lost, 0 doubled, K gone"


@dataclass
class Meeting:
    """Open lists one after the other, with the same voters."""

    server: ServerProcess
    session: Json
    tokens: Sequence[str]
    sheet: Json
    poll: Json

    @classmethod
    def begun(cls, server: ServerProcess) -> Meeting:
        """By ticket: 28, 28 and 4 voters, and a sheet of paper."""
        options = [{"title": f"Option {n}"} for n in range(OPTIONS)]
        session = open_session(server.port, options, ["A", "B", "C"], admission="ticket")
        made: list[Json] = []
        for group, voters in zip(session["groups"], (29, 28, 4), strict=True):
            wanted = {"count": voters, "group": group["id"], "valid": True}
            made += call(server.port, "POST", f"/api/sessions/{session['id']}/tickets", wanted)["tickets"]
        path = f"/api/sessions/{session['id']}/join"
        scans = [{"ticket": each["url"].rpartition("/")[2]} for each in made[1:]]
        came = [request("POST", path, json.dumps(scan).encode()) for scan in scans]
        outcome = asyncio.run(send_all(server.port, came, 20, keep=True))
        assert outcome.statuses == {201: VOTERS}, outcome.statuses
        tokens = [json.loads(body)["voter"] for body in outcome.bodies]
        return cls(server, session=session, tokens=tokens, sheet=made[0], poll=session["polls"][0])

    def next_list(self) -> None:
        """The same one, open for another round."""
        copy = call(self.server.port, "POST", f"/api/polls/{self.poll['id']}/copy")
        self.poll = call(self.server.port, "POST", f"/api/polls/{copy['id']}/open")

    def cast(self, chance: random.Random) -> tuple[list[str], list[Voter]]:
        """The tags and the journals of what everybody has cast; and one sheet that only one person has keyed."""
        nonces = [chance.randbytes(16) for _ in self.tokens]
        voters = [Voter(token, acknowledged=tuple(chance.sample(range(OPTIONS), 5))) for token in self.tokens]
        sent = [
            ballot(self.poll, voter.token, voter.acknowledged or (), nonce=nonce.hex(), id=nonce[:4].hex())
            for voter, nonce in zip(voters, nonces, strict=True)
        ]
        assert asyncio.run(send_all(self.server.port, sent, 20, keep=True)).statuses == {200: len(voters)}
        keyed = {"ticket": self.sheet["serial"], "spoiled": True}
        call(self.server.port, "POST", f"/api/polls/{self.poll['id']}/paper", keyed)
        return sorted(tag_of(self.poll["id"], nonce).hex() for nonce in nonces), voters

    def wrong(self, folder: Path, tags: list[str], voters: list[Voter]) -> list[str]:
        """What is not as it must be once all is erased."""
        whole = call(self.server.port, "GET", f"/api/sessions/{self.session['id']}/export.json")["polls"]
        found = next(each for each in whole if each["poll"]["id"] == self.poll["id"])
        by_option = {each["option"]: each["votes"] for each in found["result"]["options"]}
        *votes, ballots = count(voters, OPTIONS)
        options = [option["id"] for option in self.poll["options"]]
        checks = {
            "tags": found["tags"]["ballots"] == tags,
            "votes": [by_option[option] for option in options] == votes,
            "marks": [len(found["tags"]["marks"][option]) for option in options] == votes,
            "ballots": found["result"]["ballots"] == ballots,
            "key": not (folder / "keys" / f"{self.poll['id']}.key").exists(),
            "live ballots": _rows(folder, "SELECT count(*) FROM ballots WHERE poll = ?", self.poll["id"]) == [(0,)],
        }
        return [name for name, is_right in checks.items() if not is_right]


def _rows(folder: Path, sql: str, poll: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "topfive.db", timeout=10)) as database:
        return database.execute(sql, (poll,)).fetchall()


def _until_erased(folder: Path, poll: Json) -> None:
    begun = time.perf_counter()
    while _rows(folder, "SELECT stage FROM erasures WHERE poll = ?", poll["id"]) != [("erased",)]:
        assert time.perf_counter() - begun < PATIENCE_S, "it was never erased"
        time.sleep(0.01)


class Killing:
    """A server that is killed at steps, and how that went."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._trap, self._chance = Path(os.environ[TRAP]), chance
        self.folder, self.ready = folder, list[float]()
        self.server = ServerProcess(folder, "tests.faults.killed_server")

    def close(self, meeting: Meeting, step: Step) -> list[str]:
        """Close the meeting's list, killed at this step; returns what is wrong after the next start."""
        tags, voters = meeting.cast(self._chance)
        path = f"/api/polls/{meeting.poll['id']}/close"
        if step is Step.COUNTDOWN:
            call(self.server.port, "POST", path, {"in": 1})
            time.sleep(self._chance.uniform(0, 1))
            self.server.kill()
        else:
            at = self._chance.randint(1, PARTS.get(step, 1))
            self._trap.write_text(json.dumps({"step": step, "time": at}), "utf-8")
            with suppress(OSError):  # killed before it could answer
                call(self.server.port, "POST", path, {"in": 0})
            assert self.server.wait(PATIENCE_S) == -signal.SIGKILL
            self._trap.unlink()
        self.ready.append(self.server.start())
        if step is Step.CLOSING:  # nobody was told that it is closed, and it is not: the host closes it again
            call(self.server.port, "POST", path, {"in": 0})
        _until_erased(self.folder, meeting.poll)
        return meeting.wrong(self.folder, tags, voters)


@pytest.fixture
def killing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Killing:
    monkeypatch.setenv(TRAP, str(tmp_path / "trap"))
    return Killing(tmp_path / "data", random.Random(20261128))


def test_a_kill_at_each_step_of_closing_ends_with_the_lists_and_without_the_key(
    killing: Killing, figures: Figures
) -> None:
    kills, done, wrong = amount(SHARE, WHOLE), 0, dict[Step, list[str]]()
    with killing.server as server:
        for step in Step:
            wrong[step] = []
            for _ in range(kills):
                if done % A_MEETING == 0 or step is Step.KEEPING:  # groups are kept once a meeting
                    meeting = Meeting.begun(server)
                else:
                    meeting.next_list()
                wrong[step] += killing.close(meeting, step)
                done += 1
        assert server.stop() == 0
    for step, cases in wrong.items():
        found = ", ".join(sorted(set(cases))) or "0 wrong"
        figures.add(f"kill -9 of a closing: {step}", kills, "kills", found, GOAL, not cases)
    slow = f"{max(killing.ready):.1f} s at most"
    figures.add(
        "ready after a kill of a closing", done, "starts", slow, f"≤ {READY_S} s", max(killing.ready) <= READY_S
    )
    assert {step: cases for step, cases in wrong.items() if cases} == {}


def test_a_close_that_was_acknowledged_stands_over_a_kill(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": "One"}, {"title": "Two"}])
        poll = session["polls"][0]
        (voter,) = asyncio.run(join_all(server.port, session, [None]))
        call(server.port, "POST", f"/api/polls/{poll['id']}/close", {"in": 0})
        server.kill()
        server.start()
        late = asyncio.run(send_all(server.port, [ballot(poll, voter, [0])], 1, keep=True))
        assert late.statuses == {409: 1}
        with pytest.raises(urllib.error.HTTPError, match="409"):
            call(server.port, "POST", f"/api/polls/{poll['id']}/open")
        assert server.stop() == 0
