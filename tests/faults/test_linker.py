"""Secrecy: with the whole server in hand after close, nobody does better than chance; before close, K is what does."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from server import cli
from server.bench.client import request, send_all
from server.bench.meeting import Json, ballot, call, open_session
from server.bench.process import ServerProcess
from tests.faults.linker import STRATEGIES, Known, ballots_in, right, tag_of
from votes.receipt import code

VOTERS = 2_000
GROUPS = 4
OPTIONS = 12
CHANCE = 20  # of guesses within 4 groups about 4 are right; 20 and more happen to one guesser in ten million


class Truth:
    """What only the voters know: the nonces that each of them drew, by voter, oldest first."""

    def __init__(self, poll: str) -> None:
        self._poll = poll
        self.nonces: defaultdict[str, list[bytes]] = defaultdict(list)
        self.entered: dict[str, bytes] = {}  # the last, of those for whom a teller entered it

    def tags(self) -> dict[str, list[bytes]]:
        drawn = {voter: [tag_of(self._poll, nonce) for nonce in each] for voter, each in self.nonces.items()}
        return {
            voter: [*tags, *([self.entered[voter]] if voter in self.entered else [])] for voter, tags in drawn.items()
        }


def _enter(server: ServerProcess, session: Json) -> tuple[dict[str, str], dict[str, tuple[str, str, str]]]:
    """Everybody comes in by ticket: each credential's group, and what stood on its ticket: secret, code, number."""
    groups, tickets, path = {}, [], f"/api/sessions/{session['id']}"
    for group in session["groups"]:
        body = {"group": group["id"], "count": VOTERS // GROUPS}
        tickets += call(server.port, "POST", f"{path}/tickets", body)["tickets"]
    random.Random(2).shuffle(tickets)
    printed = [(str(each["url"]).rpartition("/")[2], str(each["code"]), str(each["serial"])) for each in tickets]
    sent = [request("POST", f"{path}/join", json.dumps({"ticket": secret}).encode()) for secret, _, _ in printed]
    outcome = asyncio.run(send_all(server.port, sent, 1, keep=True))
    assert outcome.statuses == {201: VOTERS}
    secrets = {}
    for body, given in zip(outcome.bodies, printed, strict=True):  # one connection: answers come in the order sent
        answer = json.loads(body)
        groups[answer["voter"]], secrets[answer["voter"]] = answer["group"], given
    return groups, secrets


async def _vote(server: ServerProcess, poll: Json, voters: Sequence[str]) -> Truth:
    """Everybody sends one after the other over one connection, a tenth of them once more with other choices."""
    chance, truth = random.Random(20261127), Truth(poll["id"])
    requests = []
    for voter in (*voters, *voters[::10]):
        nonce = chance.randbytes(16)
        truth.nonces[voter].append(nonce)
        name = "first" if len(truth.nonces[voter]) == 1 else "second"
        marks = chance.sample(range(OPTIONS), chance.randint(1, 5))
        requests.append(ballot(poll, voter, marks, id=name, nonce=nonce.hex()))
    outcome = await send_all(server.port, requests, 1, keep=True)
    assert outcome.statuses == {200: len(requests)}
    return truth


def _enter_by_hand(server: ServerProcess, poll: Json, numbers: Mapping[str, str], data: Path, truth: Truth) -> None:
    """A teller enters a ballot for every twentieth, calling it by the ticket's number, and keys a sheet for others."""
    path = f"/api/polls/{poll['id']}"
    receipts = {}
    for voter in list(numbers)[::20]:
        sent = {"ticket": numbers[voter], "choices": [poll["options"][0]["id"]], "id": numbers[voter]}
        receipts[call(server.port, "POST", f"{path}/assisted", sent)["receipt"]] = voter
    for voter in list(numbers)[1::20]:
        sent = {"ticket": numbers[voter], "choices": [poll["options"][1]["id"]]}
        assert call(server.port, "POST", f"{path}/paper", sent) == {"state": "once"}
    for _, tag in ballots_in(data / "topfive.db", poll["id"]):
        if (voter := receipts.get(code(tag))) is not None:
            truth.entered[voter] = tag
    assert len(truth.entered) == VOTERS // 20


def _wait_for_erasure(folder: Path) -> None:
    for _ in range(600):
        with closing(sqlite3.connect(folder / "topfive.db")) as database:
            if database.execute("SELECT stage FROM erasures").fetchall() == [("erased",)]:
                return
        time.sleep(0.05)
    raise AssertionError("the poll's erasure did not come to its end")


def _scores(known: Known, truth: Mapping[str, Sequence[bytes]]) -> dict[str, int]:
    return {name: right(strategy(known), truth) for name, strategy in STRATEGIES.items()}


def test_after_close_no_strategy_links_voters_to_ballots_better_than_chance(tmp_path: Path) -> None:
    data, during, after = tmp_path / "data", tmp_path / "during", tmp_path / "after"
    with ServerProcess(data, log=tmp_path / "log") as server:
        options = [{"title": f"Option {n}"} for n in range(OPTIONS)]
        session = open_session(server.port, options, "ABCD"[:GROUPS], admission="ticket")
        poll = session["polls"][0]
        mine, secrets = _enter(server, session)
        voters = list(mine)
        order = random.Random(1).sample(voters, len(voters))
        truth = asyncio.run(_vote(server, poll, order))
        _enter_by_hand(server, poll, {voter: given[2] for voter, given in secrets.items()}, data, truth)
        secret = (data / "keys" / f"{poll['id']}.key").read_bytes()
        cli.main(["backup", str(during), "--data", str(data)])

        databases = (data / "topfive.db", during / "topfive.db")
        open_now = Known(poll["id"], mine, voters, order, (data, during), databases, secrets)
        before = _scores(open_now, truth.tags())
        assert before.pop("with the key") == VOTERS, "the control: the adversary can read what is there to be read"
        assert max(before.values()) < CHANCE, before

        call(server.port, "POST", f"/api/polls/{poll['id']}/close", {"in": 0})
        _wait_for_erasure(data)
        cli.main(["backup", str(after), "--data", str(data)])
        everything = (*databases, after / "topfive.db")
        found = _scores(Known(poll["id"], mine, voters, order, (tmp_path,), everything, secrets), truth.tags())
        export = call(server.port, "GET", f"/api/sessions/{session['id']}/export.json")
        assert server.stop() == 0

    assert found.pop("with the key") == 0
    assert max(found.values()) < CHANCE, found
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes(), f"K stands in {path.name}"
    kept = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    drawn = [nonce for each in truth.nonces.values() for nonce in each]
    assert not [nonce for nonce in drawn if nonce in kept], "a nonce ties a ballot's marks together"
    assert export["polls"][0]["result"]["ways"] == {"assisted": VOTERS // 20, "paper": 0, "spoiled": 0}
    published = export["polls"][0]["tags"]["ballots"]
    assert published == sorted(
        tags[-1].hex() for tags in truth.tags().values()
    )  # the control: they were there to be found
