"""A restart under a hall that listens: every phone has its state again, as soon as its own script comes back."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from server.bench.meeting import join_all, open_session
from server.bench.process import ROOT, ServerProcess
from server.files.open_files import allow_many_sockets
from tests.faults import pages as model
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.pages import Page

PHONES = 1_000
RESTARTS = amount(3, 20)
GOAL_S = 10.0
SLACK_S, OF_THE_AWAY = 5.0, 0.6  # a page waits at most 0.45 of what it has waited already, from one try to the next
SEED = 20260105


async def _back(pages: Sequence[Page]) -> float:
    """Until the last has a state; when that came."""
    async with asyncio.timeout(60):
        for page in pages:
            await page.is_told.wait()
    return max(page.told_at for page in pages)


async def _restart(server: ServerProcess, end: Callable[[], object], pages: Sequence[Page]) -> tuple[float, float]:
    """Seconds from the end's beginning until the server is ready, and until the last phone has its state."""
    for page in pages:
        page.is_told.clear()
    begun = time.perf_counter()
    await asyncio.to_thread(end)
    await asyncio.to_thread(server.start)
    ready_s = time.perf_counter() - begun
    return ready_s, await _back(pages) - begun


async def _again_and_again(server: ServerProcess, session: str, voters: Sequence[str]) -> list[tuple[float, float]]:
    path = f"/ws/{session}?view=phone"
    pages = [Page(server.port, path, voter, random.Random(SEED + at)) for at, voter in enumerate(voters)]
    for page in pages:
        page.begin()
    await _back(pages)
    took = []
    for n in range(RESTARTS):
        await asyncio.sleep(random.Random(SEED + n).random())
        took.append(await _restart(server, server.kill if n % 2 else server.stop, pages))
    for page in pages:
        await page.leave()
    return took


def test_after_a_restart_every_phone_has_its_state_again(tmp_path: Path, figures: Figures) -> None:
    allow_many_sockets()
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": "One"}, {"title": "Two"}])
        voters = asyncio.run(join_all(server.port, session, [None] * PHONES))
        took = asyncio.run(_again_and_again(server, session["id"], voters))

    for how, each in (("SIGTERM", took[::2]), ("kill -9", took[1::2])):
        ready_s, back_s = (max(seconds) for seconds in zip(*each, strict=True))
        late_s = max(back - ready for ready, back in each)
        found = f"{back_s:.1f} s at the latest; of that the start {ready_s:.1f} s, the last phone {late_s:.1f} s more"
        what = f"a restart ({how}) under {PHONES:,} sockets: all are back"
        figures.add(what, len(each), "restarts", found, "<= 10 s", back_s <= GOAL_S)
    assert all(back_s - ready_s <= SLACK_S + OF_THE_AWAY * ready_s for ready_s, back_s in took), took


@pytest.mark.parametrize("name", ["FIRST_RETRY_MS", "RETRY_GROWTH", "LAST_RETRY_MS", "CONNECT_MS"])
def test_the_pages_here_come_back_as_the_pages_own_script_does(name: str) -> None:
    script = (ROOT / "static/js/shared/websocket.js").read_text("utf-8")
    (value,) = re.findall(rf"{name} = ([\d._]+)", script)

    assert json.loads(value.replace("_", "")) == getattr(model, name)
    assert "setTimeout(open, retryMs * (0.5 + Math.random()))" in script
