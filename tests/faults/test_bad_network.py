"""A hall on a bad network: what a phone was told is recorded is recorded, once, the newest; nearly all in 30 s."""

from __future__ import annotations

import asyncio
import json
import random
import re
from collections import Counter
from pathlib import Path

from server.bench.meeting import Json, call, join_all, open_session
from server.bench.process import ROOT, ServerProcess
from tests.faults import phone as model
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.phone import Phone
from tests.faults.proxy import BadNetwork, between

PHONES, BALLOTS = amount(100, 500), amount(2, 10)
OPTIONS = 12
WITHIN_S, GOAL, BOUND = 30.0, 0.999, 0.98  # the bound: of a share of 200, two may be late by chance
TAPS_S = amount(2, 8)  # of one voter, from one ballot to the next, at most: the phones share one process here
THINKS_AGAIN = 0.2  # of the ballots come after one that was sent and not waited for
SEED = 20260105


async def _vote(server: ServerProcess, poll: Json, voters: list[str]) -> tuple[list[Phone], BadNetwork]:
    async with between(server.port, SEED) as (network, port):
        phones = [Phone(port, poll, voter, random.Random(SEED + at)) for at, voter in enumerate(voters)]

        async def change_again_and_again(phone: Phone) -> None:
            for _ in range(BALLOTS):
                await asyncio.sleep(phone.chance.random() * TAPS_S)
                if phone.chance.random() < THINKS_AGAIN:
                    await phone.send_and_think_again(_some(phone.chance))
                await phone.send(_some(phone.chance))

        await asyncio.gather(*(change_again_and_again(phone) for phone in phones))
        await network.settle()
        for phone in phones:
            phone.leave()
    return phones, network


def _some(chance: random.Random) -> list[int]:
    return sorted(chance.sample(range(OPTIONS), chance.randint(1, 5)))


def _recorded(port: int, poll: Json, phone: Phone) -> tuple[list[int], int]:
    found = call(port, "GET", f"/api/polls/{poll['id']}/ballot", bearer=phone.voter)
    places = {option["id"]: at for at, option in enumerate(poll["options"])}
    return sorted(places[option] for option in found["choices"]), found["revision"]


def test_what_a_phone_was_told_is_recorded_is_recorded_once_and_the_newest(tmp_path: Path, figures: Figures) -> None:
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": f"Option {n}"} for n in range(OPTIONS)])
        poll = session["polls"][0]
        voters = asyncio.run(join_all(server.port, session, [None] * PHONES))
        phones, network = asyncio.run(_vote(server, poll, voters))
        wrong = [phone for phone in phones if _recorded(server.port, poll, phone) != (phone.told, phone.revision)]
        call(server.port, "POST", f"/api/polls/{poll['id']}/close", {"in": 0})
        result = call(server.port, "GET", f"/api/polls/{poll['id']}/result")
        assert server.stop() == 0

    took_s = [each for phone in phones for each in phone.took_s]
    refused = [each for phone in phones for each in phone.refused]
    share = sum(each <= WITHIN_S for each in took_s) / len(took_s)
    did = ", ".join(f"{count:,} {what}" for what, count in network.did.items())
    figures.add(
        "a bad network: confirmed in 30 s", len(took_s), f"ballots ({did})", f"{share:.2%}", "99.9 %", share >= GOAL
    )
    untrue = len(wrong) + len(refused)
    figures.add("a bad network: told what is not so", len(took_s), "ballots", f"{untrue}", "0", not untrue)
    assert not wrong, [(each.told, each.revision) for each in wrong]
    assert not refused
    votes = Counter(at for phone in phones for at in phone.told)
    assert {each["option"]: each["votes"] for each in result["options"]} == {
        option["id"]: votes[at] for at, option in enumerate(poll["options"])
    }
    assert result["ballots"] == PHONES
    assert share >= BOUND
    # The network was as bad as it says, and what came twice was answered and changed nothing.
    requests = network.did["requests"]
    assert 0.13 < network.did["answers dropped"] / requests < 0.27
    assert min(network.did[each] for each in ("resets", "doubled", "replayed", "late")) > 0
    assert network.again.keys() <= {"200", "409"}


def test_the_phones_here_are_as_patient_as_the_pages_own_script() -> None:
    script = (ROOT / "static/js/phone/send-ballot.js").read_text("utf-8")
    named = re.findall(r"([A-Z_]+(?:_MS|GROWTH)) = ([\d._]+)", script)

    assert len(named) == 7
    assert {name: json.loads(value.replace("_", "")) for name, value in named} == {
        name: getattr(model, name) for name, _ in named
    }
    assert "return ms * (0.75 + Math.random() / 2)" in script
