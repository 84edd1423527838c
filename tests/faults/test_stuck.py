"""Five of a hundred phones stop reading: the others hear as before, little is kept for those, and they are dropped."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from server.bench.client import percentile
from server.bench.meeting import Json, ballot, call, join_all, open_session
from server.bench.process import ServerProcess
from server.bench.sockets import Listener
from server.files.open_files import allow_many_sockets
from server.live.socket import SEND_S
from server.process.serve import UNHEARD_MS
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.flood import asked
from tests.faults.hasty_server import OF_IT

PHONES, STUCK = 1_000, 50
IS_WHOLE = amount(0, 1) == 1
SECONDS, EVERY_S, BALLOTS_PER_S = amount(3, 20), 0.25, 50
DROPPED_WITHIN_S = (UNHEARD_MS / 1000 + SEND_S) / (1 if IS_WHOLE else OF_IT) + 5
GROWN_MB, GOAL_S, BOUND_S = 50.0, 1.0, 4.0


class Ears:
    """When each of the others heard which title; ``due`` is when the host gave it."""

    def __init__(self) -> None:
        self.due: list[float] = []
        self.waited_s: list[float] = []
        self.heard: dict[int, int] = {}

    def of(self, phone: int):  # type: ignore[no-untyped-def]
        def hear(at: float, text: bytes) -> None:
            title = text.partition(b'"title":"Title ')[2].partition(b" ")[0]
            for n in range(self.heard.get(phone, 0), int(title or 0)):  # a newer one stands for those before it
                self.waited_s.append(at - self.due[n])
                self.heard[phone] = n + 1

        return hear


async def _stick(port: int, path: str, voter: str) -> socket.socket:
    """A phone that asks for its socket, and does not even read the answer."""
    wire, loop = socket.socket(), asyncio.get_running_loop()
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    wire.setblocking(False)
    await loop.sock_connect(wire, ("127.0.0.1", port))
    await loop.sock_sendall(wire, Listener(path, port, voter, None)._hello)
    return wire


async def _is_dropped(wire: socket.socket) -> bool:
    """What is sent to a connection that ended is answered by a reset."""
    try:
        for _ in range(2):
            await asyncio.get_running_loop().sock_sendall(wire, b"\x8a\x80\0\0\0\0")  # a pong, unasked for
            await asyncio.sleep(0.1)
    except OSError:
        return True
    return False


async def _ears(port: int, path: str, voters: Sequence[str], ears: Ears) -> list[Listener]:
    loop, found = asyncio.get_running_loop(), []
    for at, voter in enumerate(voters):
        _, listener = await loop.create_connection(
            lambda at=at, voter=voter: Listener(path, port, voter, ears.of(at)),  # type: ignore[misc]
            *("127.0.0.1", port),
        )
        await listener.is_open
        found.append(listener)
    return found


async def _rename(port: int, session: Json, ears: Ears) -> None:
    """Every title is a long one, and news to every phone."""
    for n in range(int(SECONDS / EVERY_S)):
        ears.due.append(time.perf_counter())
        title = {"title": f"Title {n + 1} {'x' * 80}"}
        await asyncio.to_thread(call, port, "PATCH", f"/api/sessions/{session['id']}", title)
        await asyncio.sleep(max(0.0, ears.due[-1] + EVERY_S - time.perf_counter()))


async def _vote(port: int, poll: Json, voters: Sequence[str]) -> list[float]:
    async def one(voter: str, due: float) -> float:
        await asyncio.sleep(due - time.perf_counter())
        assert await asked(port, ballot(poll, voter, [random.Random(voter).randrange(2)])) == "200"
        return time.perf_counter() - due

    begun = time.perf_counter()
    cast = int(SECONDS * BALLOTS_PER_S)
    return await asyncio.gather(*(one(voters[n % len(voters)], begun + n / BALLOTS_PER_S) for n in range(cast)))


async def _hold(server: ServerProcess, session: Json, voters: Sequence[str]) -> tuple[Ears, list[float], float, int]:
    """What the others heard, how long their ballots took, MB more at the most, and how many stuck ones were dropped."""
    ears, path = Ears(), f"/ws/{session['id']}?view=phone"
    listeners = await _ears(server.port, path, voters[STUCK:], ears)
    wires = [await _stick(server.port, path, voter) for voter in voters[:STUCK]]
    await asyncio.sleep(0.5)
    before, most, stuck_at = server.memory_kb(), 0, time.perf_counter()
    going = asyncio.gather(_rename(server.port, session, ears), _vote(server.port, session["polls"][0], voters[STUCK:]))
    while not going.done():
        await asyncio.wait([going], timeout=0.5)
        most = max(most, await asyncio.to_thread(server.memory_kb))
    _, ballots_s = await going
    dropped: set[int] = set()
    while len(dropped) < STUCK and time.perf_counter() < stuck_at + DROPPED_WITHIN_S:
        await asyncio.sleep(0.5)
        dropped |= {at for at, wire in enumerate(wires) if at not in dropped and await _is_dropped(wire)}
        most = max(most, await asyncio.to_thread(server.memory_kb))
    for wire in wires:
        wire.close()
    for listener in listeners:
        listener.transport.abort()
    return ears, ballots_s, (most - before) / 1024, len(dropped)


def test_phones_that_do_not_read_hold_up_nobody_and_are_dropped(tmp_path: Path, figures: Figures) -> None:
    allow_many_sockets()
    with ServerProcess(tmp_path, "server.cli" if IS_WHOLE else "tests.faults.hasty_server") as server:
        session = open_session(server.port, [{"title": "One"}, {"title": "Two"}])
        voters = asyncio.run(join_all(server.port, session, [None] * PHONES))
        ears, ballots_s, grown_mb, dropped = asyncio.run(_hold(server, session, voters))

    heard_s, voted_s = percentile(ears.waited_s, 0.99), percentile(ballots_s, 0.99)
    beside = f"{STUCK} of {PHONES:,} phones do not read"
    is_met = heard_s <= GOAL_S
    figures.add(f"{beside}: the others hear, p99", len(ears.waited_s), "messages", f"{heard_s:.2f} s", "<= 1 s", is_met)
    is_met = voted_s <= GOAL_S
    figures.add(f"{beside}: the others vote, p99", len(ballots_s), "ballots", f"{voted_s:.2f} s", "<= 1 s", is_met)
    figures.add(f"{beside}: memory", STUCK, "phones", f"+{grown_mb:.0f} MB", "<= 50 MB", grown_mb <= GROWN_MB)
    figures.add(f"{beside}: dropped", STUCK, "phones", f"{dropped}", f"{STUCK}", dropped == STUCK)
    assert len(ears.waited_s) == len(ears.due) * (PHONES - STUCK)
    assert max(heard_s, voted_s) <= BOUND_S
    assert dropped == STUCK
