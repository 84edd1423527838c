"""kill -9 while a poll closes: whatever step it was at, the next start ends with the same lists, and without K."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
import urllib.error
from contextlib import closing
from pathlib import Path

import pytest

from server.bench.client import send_all
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.process import ServerProcess
from tests.faults.linker import tag_of

KILLS = 6
VOTERS = 300
OPTIONS = 12


def _stage(folder: Path, poll: Json) -> str:
    with closing(sqlite3.connect(folder / "topfive.db", timeout=10)) as database:
        found = database.execute("SELECT stage FROM erasures WHERE poll = ?", (poll["id"],)).fetchall()
        begun = database.execute("SELECT 1 FROM final_ballots WHERE poll = ?", (poll["id"],)).fetchall()
    return str(found[0][0]) if found else "in part" if begun else "-"


def _wait_for_erasure(folder: Path, poll: Json) -> float:
    """Returns the seconds that took."""
    begun = time.perf_counter()
    while _stage(folder, poll) != "erased":
        assert time.perf_counter() - begun < 10
        time.sleep(0.005)
    return time.perf_counter() - begun


def _cast(server: ServerProcess, poll: Json, voters: list[str], chance: random.Random) -> tuple[list[str], list[int]]:
    """The tags and the votes of what everybody has cast."""
    tags, votes, sent = [], [0] * OPTIONS, []
    for voter in voters:
        nonce, marks = chance.randbytes(16), chance.sample(range(OPTIONS), 5)
        sent.append(ballot(poll, voter, marks, nonce=nonce.hex()))
        tags.append(tag_of(poll["id"], nonce).hex())
        for at in marks:
            votes[at] += 1
    assert asyncio.run(send_all(server.port, sent, 50, keep=True)).statuses == {200: len(voters)}
    return sorted(tags), votes


def _close_and_kill(server: ServerProcess, poll: Json, delay_s: float, *, gently: bool = False) -> None:
    """The delay runs from the answer on; the close that was acknowledged must stand. ``gently``: asked to end."""
    call(server.port, "POST", f"/api/polls/{poll['id']}/close", {"in": 0})
    time.sleep(delay_s)
    if gently:
        assert server.stop() == 0
    else:
        server.kill()


def _again(server: ServerProcess, poll: Json) -> Json:
    """The same list, open for another round."""
    copy = call(server.port, "POST", f"/api/polls/{poll['id']}/copy")
    call(server.port, "POST", f"/api/polls/{copy['id']}/open")
    return copy


def _compare(server: ServerProcess, session: Json, poll: Json, tags: list[str], votes: list[int]) -> None:
    whole = call(server.port, "GET", f"/api/sessions/{session['id']}/export.json")["polls"]
    found = next(each for each in whole if each["poll"]["id"] == poll["id"])
    by_option = {each["option"]: each["votes"] for each in found["result"]["options"]}
    assert found["tags"]["ballots"] == tags
    assert [by_option[option["id"]] for option in poll["options"]] == votes
    assert [len(found["tags"]["marks"][option["id"]]) for option in poll["options"]] == votes


def test_a_kill_at_any_moment_of_closing_ends_with_the_lists_and_without_the_key(tmp_path: Path) -> None:
    chance = random.Random(20261128)
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": f"Option {n}"} for n in range(OPTIONS)], ["A", "B", "C"])
        groups = [session["groups"][n % 3]["id"] for n in range(VOTERS)]
        voters = asyncio.run(join_all(server.port, session, groups))
        poll, stages = session["polls"][0], set()
        _cast(server, poll, voters, chance)
        call(server.port, "POST", f"/api/polls/{poll['id']}/close", {"in": 0})
        undisturbed = _wait_for_erasure(tmp_path, poll)
        for kill in range(KILLS):
            poll = _again(server, poll)
            tags, votes = _cast(server, poll, voters, chance)
            _close_and_kill(server, poll, undisturbed * kill / KILLS, gently=kill % 3 == 2)
            stages.add(_stage(tmp_path, poll))
            assert server.start() < 5
            _wait_for_erasure(tmp_path, poll)
            assert not (tmp_path / "keys" / f"{poll['id']}.key").exists()
            _compare(server, session, poll, tags, votes)
        assert len(stages) > 1, f"the kills all came at the same step: {stages}"
        assert server.stop() == 0


def test_a_close_that_was_acknowledged_stands_over_a_kill(tmp_path: Path) -> None:
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": "One"}, {"title": "Two"}])
        poll = session["polls"][0]
        (voter,) = asyncio.run(join_all(server.port, session, [None]))
        _close_and_kill(server, poll, 0)
        server.start()
        late = asyncio.run(send_all(server.port, [ballot(poll, voter, [0])], 1, keep=True))
        assert late.statuses == {409: 1}
        with pytest.raises(urllib.error.HTTPError, match="409"):
            call(server.port, "POST", f"/api/polls/{poll['id']}/open")
        assert server.stop() == 0
