"""A phone that sends ballots as the page's own script does: static/js/phone/send-ballot.js.

The constants are the script's, which tests/faults/test_bad_network.py holds to; what the network being back, or the
voter's tap, would shorten is left out.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from contextlib import suppress
from dataclasses import dataclass, field

from server.bench.meeting import Json, ballot
from tests.faults.proxy import message

FIRST_PATIENCE_MS, MORE_PATIENCE_MS, LAST_PATIENCE_MS = 3_000, 1_000, 8_000
FIRST_RETRY_MS, RETRY_GROWTH, LAST_RETRY_MS, LEAST_PAUSE_MS = 1_000, 1.5, 15_000, 250


@dataclass
class Phone:
    """``told`` is what it was last told is recorded; ``took_s`` how long each ballot took until then."""

    port: int
    poll: Json
    voter: str
    chance: random.Random
    told: list[int] = field(default_factory=list)
    revision: int = 0
    took_s: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    tries: int = 0
    abandoned: int = 0
    _wires: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def send(self, choices: list[int]) -> None:
        """One ballot with its own id, until the server has answered it.

        Where another ballot of this phone has arrived after all, the page shows it and the voter sends once more.
        """
        begun = time.perf_counter()
        while True:
            status, body = await self._deliver(self._sealed(choices))
            if status != 409 or not self.abandoned or "recorded" not in body:
                break
            self.revision = body["recorded"]["revision"]
        self.took_s.append(time.perf_counter() - begun)
        if status == 200:
            self.told, self.revision = choices, body["revision"]
        else:
            self.refused.append(f"{status} {body}")

    async def send_and_think_again(self, choices: list[int]) -> None:
        """The voter reloads before an answer comes, and does not want it any more."""
        self.abandoned += 1
        await self._put(self._sealed(choices), self.chance.random())

    def _sealed(self, choices: list[int]) -> bytes:
        named = {"id": self.chance.randbytes(16).hex(), "nonce": self.chance.randbytes(16).hex()}
        return ballot(self.poll, self.voter, choices, revision=self.revision, **named)

    async def _deliver(self, sent: bytes) -> tuple[int, Json]:
        patience_ms, retry_ms = float(FIRST_PATIENCE_MS), float(FIRST_RETRY_MS)
        while True:
            begun = time.perf_counter()
            status, after_s, body = await self._put(sent, self._spread(patience_ms) / 1000)
            if status and status != 429 and status < 500:
                return status, body
            rest_s = self._spread(retry_ms) / 1000 - (time.perf_counter() - begun)
            await asyncio.sleep(after_s + max(LEAST_PAUSE_MS / 1000, rest_s))
            patience_ms = min(patience_ms + MORE_PATIENCE_MS, LAST_PATIENCE_MS)
            retry_ms = min(retry_ms * RETRY_GROWTH, LAST_RETRY_MS)

    def _spread(self, ms: float) -> float:
        return ms * (0.75 + self.chance.random() / 2)

    async def _put(self, sent: bytes, patience_s: float) -> tuple[int, float, Json]:
        """Status, Retry-After and body; 0 where nothing came. As a browser, on a connection that was kept if it can."""
        self.tries += 1
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError):
            async with asyncio.timeout(patience_s):
                wire = self._wires.pop() if self._wires else await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    wire[1].write(sent)
                    answer = await message(wire[0])
                except BaseException:  # also when patience ends: what still comes is no answer to the next
                    wire[1].close()
                    raise
                self._wires.append(wire)
                head, _, body = answer.partition(b"\r\n\r\n")
                after = head.lower().partition(b"retry-after: ")[2].partition(b"\r\n")[0]
                return int(head[9:12]), float(after or 0), json.loads(body)
        return 0, 0.0, {}

    def leave(self) -> None:
        for _, writer in self._wires:
            writer.close()
