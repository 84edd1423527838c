"""Attacks on a running server, one at a time, in a process of their own: they must not slow down who measures.

``python -m tests.faults.attacks NAME SECONDS PREPARED``; the last is a folder with what takes long to make. It says one
line once it begins, and at the end how often it was told what.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from server.access.rate_limits import WAITING
from server.bench.client import request
from server.bench.sockets import Listener, listen
from server.files.keys import new_id
from server.files.open_files import allow_many_sockets

MIB = 1024 * 1024
HEADS_PER_S, PIECE = 16 * MIB, 64 * 1024  # bytes of all endless heads together, and of each write
AT_ONCE, DECODES_S = 12, 1.0  # uploads, and what no picture takes that is refused for something else
SOCKETS, CONNECTING = 3_000, 64
PIPELINES, PIPELINED, HELD_S = 8, 600, 8.0
COOKIES = 100
AWAY_S = 0.1  # before somebody who was refused comes again
ITEM = "0123456789abcdef"


@dataclass(frozen=True)
class Target:
    """What a stranger, a voter or a department of one meeting knows; and for the workbook the host's key."""

    port: int
    session: str
    list: str
    voter: str
    links: Sequence[str]
    host_key: str

    @property
    def line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


@dataclass
class Attack:
    """``told`` counts answers by status; "gone" where the connection ended without one."""

    target: Target
    prepared: Path
    told: Counter[str] = field(default_factory=Counter)

    async def ask(self, sent: bytes) -> str:
        """Send something on a connection of its own, read the status, and leave."""
        status = "gone"
        with suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.target.port)
            try:
                writer.write(sent)
                status = (await reader.readexactly(12))[9:].decode()
            finally:
                writer.close()
        self.told[status] += 1
        return status

    async def again_and_again(self, *sent: bytes) -> None:
        while True:
            for each in sent:
                if await self.ask(each) not in ("200", "303"):
                    await asyncio.sleep(AWAY_S)

    def form(self, at: int, parts: bytes, kind: str = "") -> bytes:
        """A department's form with these parts, by one of the links."""
        body = parts + b"--x--\r\n"
        head = f"POST {self.target.links[at % len(self.target.links)]} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        head += f"Origin: http://127.0.0.1:{self.target.port}\r\nContent-Length: {len(body)}\r\n"
        return f"{head}Content-Type: multipart/form-data; boundary=x{kind}\r\n\r\n".encode() + body


def part(name: str, value: bytes, more: str = "") -> bytes:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + value + b"\r\n"


async def heads(attack: Attack) -> None:
    begin = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    kinds = ((b"GET /?", b"a"), (begin + b"a: ", b"b"), (begin, b"a: b\r\n"))

    async def endless(begin: bytes, more: bytes) -> None:
        piece = (more * PIECE)[:PIECE]
        while True:
            taken = 0
            with suppress(OSError):
                reader, writer = await asyncio.open_connection("127.0.0.1", attack.target.port)
                writer.write(begin)
                while not reader.at_eof():
                    writer.write(piece)
                    await writer.drain()
                    taken += PIECE
                    attack.told["most KiB taken"] = max(attack.told["most KiB taken"], taken // 1024)
                    await asyncio.sleep(len(kinds) * PIECE / HEADS_PER_S)
                writer.close()
            attack.told["ended"] += 1

    await asyncio.gather(*(endless(*kind) for kind in kinds))


async def pictures(attack: Attack) -> None:
    """Two at once by each of some links: repeated scans, which take a minute to decode."""
    picture, begun = (attack.prepared / "slow.jpg").read_bytes(), dict[int, float]()

    async def one(at: int) -> None:
        while True:
            fields = {"id": new_id(), "list": attack.target.list, "title": "An item", "act": "save"}
            texts = b"".join(part(name, value.encode()) for name, value in fields.items())
            begun[at] = time.perf_counter()
            if await attack.ask(attack.form(at, texts + part("picture", picture, '; filename="a.jpg"'))) != "422":
                await asyncio.sleep(AWAY_S)

    try:
        await asyncio.gather(*(one(at) for at in range(AT_ONCE)))
    finally:
        attack.told["decoding"] = sum(time.perf_counter() - each > DECODES_S for each in begun.values())


async def punycode(attack: Attack) -> None:
    text = part("title", b"a" * MIB + b"-" + b"z" * MIB)
    own = text.replace(b"\r\n\r\n", b"\r\nContent-Type: text/plain; charset=punycode\r\n\r\n", 1)
    sent = [(attack.form(at, text, "; charset=punycode"), attack.form(at, own)) for at in range(AT_ONCE)]
    await asyncio.gather(*(attack.again_and_again(*each) for each in sent))


async def fields(attack: Attack) -> None:
    """One name 990 times, short and long."""
    sent = [tuple(attack.form(at, part("title", b"a" * size) * 990) for size in (1, 2_000)) for at in range(AT_ONCE)]
    await asyncio.gather(*(attack.again_and_again(*each) for each in sent))


async def sockets(attack: Attack) -> None:
    """Of one voter, who keeps all that are not taken away."""
    path, turns = f"/ws/{attack.target.session}?view=phone", asyncio.Semaphore(CONNECTING)
    opened: list[Listener] = []

    async def one() -> None:
        async with turns:
            try:
                opened.append(await listen(attack.target.port, path, attack.target.voter))
            except OSError:
                attack.told["refused"] += 1
            attack.told["opened"] += 1

    try:
        while True:
            await asyncio.gather(*(one() for _ in range(SOCKETS)))
    finally:
        for _ in range(50):  # until the last of them have been told to go
            attack.told["kept"] = sum(not each.transport.is_closing() for each in opened)
            if attack.told["kept"] <= CONNECTING:
                break
            await asyncio.sleep(AWAY_S)


async def pipelines(attack: Attack) -> None:
    """Requests whose answers nobody reads."""
    head = f"GET /s/{attack.target.session} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: "
    sent = f"{head}voter-{attack.target.session}={attack.target.voter}\r\n\r\n".encode() * PIPELINED
    loop = asyncio.get_running_loop()

    async def one() -> None:
        while True:
            outcome = "kept"
            with socket.socket() as wire, suppress(TimeoutError):
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
                wire.setblocking(False)
                await loop.sock_connect(wire, ("127.0.0.1", attack.target.port))
                try:
                    async with asyncio.timeout(HELD_S):
                        await loop.sock_sendall(wire, sent)
                        while True:  # until what comes behind an end is answered by a reset
                            await asyncio.sleep(AWAY_S)
                            await loop.sock_sendall(wire, b"\r\n")
                except ConnectionError:
                    outcome = "ended"
            attack.told[outcome] += 1

    await asyncio.gather(*(one() for _ in range(PIPELINES)))


async def codes(attack: Attack) -> None:
    """As many wrong ones as may wait, and some more."""

    async def guess(at: int) -> None:
        while True:
            at += WAITING * 2
            if await attack.ask(request("GET", f"/api/join/{at:06d}x", b"")) != "404":
                await asyncio.sleep(0.5)

    await asyncio.gather(*(guess(at) for at in range(WAITING + 100)))


async def cookies(attack: Attack) -> None:
    """Credentials that never were, a new one each time, on connections that stay."""
    path = f"/s/{attack.target.session}"

    async def one(at: int) -> None:
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection("127.0.0.1", attack.target.port)
                while True:
                    at += COOKIES
                    names = f"voter-{attack.target.session}={at:043}; host={at}; desk-x={at:043}; junk={'x' * 2_000}"
                    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {names}\r\n\r\n".encode())
                    head = await reader.readuntil(b"\r\n\r\n")
                    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
                    await reader.readexactly(length)
                    attack.told[head[9:12].decode()] += 1

    await asyncio.gather(*(one(at) for at in range(COOKIES)))


async def workbook(attack: Attack) -> None:
    """Fifty sheets that are one part: a few hundred KiB to send, and more than a gigabyte to read."""
    body = part("file", (attack.prepared / "bomb.xlsx").read_bytes(), '; filename="a.xlsx"') + b"--x--\r\n"
    head = f"POST /api/sessions/import HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {attack.target.host_key}"
    head += f"\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {len(body)}\r\n\r\n"
    await asyncio.gather(*(attack.again_and_again(head.encode() + body) for _ in range(4)))


async def nothing(_attack: Attack) -> None:
    """The control."""
    await asyncio.Event().wait()


EVERY: dict[str, Callable[[Attack], Awaitable[None]]] = {
    attack.__name__: attack
    for attack in (nothing, heads, pictures, punycode, fields, sockets, pipelines, codes, cookies, workbook)
}


async def run(name: str, seconds: float, attack: Attack) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await EVERY[name](attack)


if __name__ == "__main__":
    allow_many_sockets()
    name, seconds, prepared = sys.argv[1:]
    attack = Attack(Target(**json.loads(sys.stdin.readline())), Path(prepared))
    print("begins", flush=True)
    asyncio.run(run(name, float(seconds), attack))
    print(json.dumps(attack.told), flush=True)
