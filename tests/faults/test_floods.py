"""A hall votes, 200 ballots a second, while somebody floods the server: nobody waits long, and nothing is lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.access.rate_limits import PER_SECOND
from server.bench.meeting import call
from server.bench.process import ServerProcess
from server.files.open_files import allow_many_sockets
from server.live.hub import MOST_OF_A_VOTER
from tests.books import HEADER, book
from tests.faults.amount import amount
from tests.faults.attacks import CONNECTING, EVERY
from tests.faults.figures import Figures
from tests.faults.flood import VOTERS, Hall, Waits, attacked, gather
from tests.files.test_limited import fifty, slow_jpeg

IS_WHOLE = amount(0, 1) == 1
SECONDS = amount(2, 20)
CALM_S = 0.5
BALLOT_S, HEALTH_S, GROWN_MB = 0.5, 0.2, 50.0
BOUND_S, BOUND_TIMES = 2.0, 4  # or so many times what it is without the attack: the machine may be busy

# What each is, and what must have become of it for it to be one.
ATTACKS = {
    "nothing": ("no attack, the control", set[str]()),
    "heads": ("three connections with endless heads", {"ended"}),
    "pictures": ("twelve pictures of endless scans", {"decoding"}),
    "punycode": ("forms of 2 MB in punycode", {"400"}),
    "fields": ("forms with 990 fields", {"400"}),
    "sockets": ("3,000 sockets of one voter", {"opened"}),
    "pipelines": ("pipelines of 600 requests that nobody reads", {"ended"}),
    "codes": ("a flood of wrong join codes", {"404"}),
    "cookies": ("a flood of made-up cookies", {"303"}),
    "workbook": ("workbooks of 50 sheets that are one part", {"422"}),
}
# What may have been taken of one head, with what the system keeps; kept of what there is too much of; and learnt.
MOST = {"most KiB taken": 8_192, "kept": MOST_OF_A_VOTER + CONNECTING, "404": PER_SECOND * (SECONDS + 2)}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    (folder / "slow.jpg").write_bytes(slow_jpeg(2_000))
    rows = [HEADER, *(("P", f"T{n}", "x" * 80, "y" * 100) for n in range(20_000))]
    (folder / "bomb.xlsx").write_bytes(fifty(book({None: rows})))
    return folder


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    allow_many_sockets()
    with ServerProcess(tmp_path_factory.mktemp("data")) as server:
        yield gather(server)


@pytest.fixture
def hall(held: Hall) -> Hall:
    """In the whole with a server that has just started, so that no attack's memory is hidden by the one before."""
    if IS_WHOLE:
        held.server.stop()
        held.server.start()
    return held


async def under(name: str, hall: Hall, prepared: Path) -> tuple[Waits, Waits, dict[str, float]]:
    """How everybody waited just before and meanwhile, and what the attacker was told."""
    calm = await hall.vote(CALM_S)
    async with attacked(name, SECONDS, hall, prepared) as attack:
        waits = await hall.vote(SECONDS)
        out, _ = await asyncio.wait_for(attack.communicate(), 30)
    return calm, waits, json.loads(out)


@pytest.mark.parametrize("name", EVERY)
def test_a_hall_votes_on_under(name: str, hall: Hall, prepared: Path, figures: Figures) -> None:
    what, must = ATTACKS[name]
    calm, waits, told = asyncio.run(under(name, hall, prepared))

    p99_s, longest_s, grown_mb = waits.ballots_p99_s, max(waits.health_s), waits.grown_mb
    times = sum(count for answer, count in told.items() if answer not in ("most KiB taken", "kept"))
    unit, looks = f"ballots; attacks: {times:,.0f}" if times else "ballots", len(waits.health_s)
    figures.add(f"{what}: ballots, p99", len(waits.ballots_s), unit, f"{p99_s:.3f} s", "<= 0.5 s", p99_s <= BALLOT_S)
    figures.add(f"{what}: /healthz", looks, "looks", f"{longest_s:.3f} s", "<= 0.2 s", longest_s <= HEALTH_S)
    figures.add(f"{what}: memory", SECONDS, "s", f"+{grown_mb:.0f} MB", "<= 50 MB", grown_mb <= GROWN_MB)
    assert waits.told == {"200": len(waits.ballots_s)}
    bound_s = max(BOUND_S, BOUND_TIMES * calm.ballots_p99_s)
    assert p99_s <= bound_s
    assert longest_s <= bound_s
    assert must <= told.keys(), told
    assert all(told[each] for each in must), told
    assert all(told.get(kept, 0) <= most for kept, most in MOST.items()), told
    poll = hall.session["polls"][0]
    result = call(hall.server.port, "GET", f"/api/polls/{poll['id']}/result")
    assert result["ballots"] == min(hall.cast, VOTERS)
