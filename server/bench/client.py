"""A small HTTP client that keeps many connections busy: requests are bytes made beforehand, answers are counted.

Written here because a general client would be the bottleneck of what it measures.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

LONGEST_S = 120.0


@dataclass
class Outcome:
    """Answers by status, their bodies where asked for, how long each took and when it came; times in seconds."""

    seconds: float = 0.0
    statuses: dict[int, int] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    answered_at: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return sum(self.statuses.values()) / self.seconds


def percentile(values: Sequence[float], share: float) -> float:
    """``share`` from 0 to 1; of no values nan."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def request(method: str, path: str, body: bytes, bearer: str | None = None) -> bytes:
    """An HTTP/1.1 request with a JSON body."""
    authorization = f"Authorization: Bearer {bearer}\r\n" if bearer else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{authorization}Content-Type: application/json\r\n"
    return head.encode() + b"Content-Length: %d\r\n\r\n" % len(body) + body


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the last one is answered, but not before its time."""

    def __init__(
        self, requests: Iterator[tuple[float, bytes]], outcome: Outcome, done: asyncio.Future[None], keep: bool
    ) -> None:
        self._requests, self._outcome, self._done, self._keep = requests, outcome, done, keep
        self._buffer = b""
        self._sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, rest = self._buffer.partition(b"\r\n\r\n")
        if not blank:
            return
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if len(rest) < length:
            return
        self._note(int(head[9:12]), rest[:length])
        self._buffer = rest[length:]
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(error or ConnectionError("the server closed the connection"))

    def _note(self, status: int, body: bytes) -> None:
        now = time.perf_counter()
        self._outcome.statuses[status] = self._outcome.statuses.get(status, 0) + 1
        self._outcome.latencies.append(now - self._sent_at)
        self._outcome.answered_at.append(now)
        if self._keep:
            self._outcome.bodies.append(body)

    def _next(self) -> None:
        due, following = next(self._requests, (0.0, b""))
        if not following:
            self._done.set_result(None)
            self._transport.close()
        elif (wait := due - time.perf_counter()) > 0:
            asyncio.get_running_loop().call_later(wait, self._send, following)
        else:
            self._send(following)

    def _send(self, sent: bytes) -> None:
        self._sent_at = time.perf_counter()
        self._transport.write(sent)


async def send_all(
    port: int, requests: Sequence[bytes], connections: int, *, keep: bool = False, over_s: float = 0.0
) -> Outcome:
    """Send each request once, over so many connections, evenly over ``over_s`` or as fast as they are answered.

    Raises OSError when the server goes, TimeoutError late.
    """
    loop, outcome = asyncio.get_running_loop(), Outcome()
    done = [loop.create_future() for _ in range(min(connections, len(requests)))]
    begun = time.perf_counter()
    queue = iter([(begun + over_s * at / len(requests), sent) for at, sent in enumerate(requests)])
    async with asyncio.timeout(LONGEST_S):
        for each in done:
            await loop.create_connection(partial(_Connection, queue, outcome, each, keep), "127.0.0.1", port)
        await asyncio.gather(*done)
    outcome.seconds = time.perf_counter() - begun
    return outcome
