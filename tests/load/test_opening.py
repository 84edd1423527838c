"""The host opens, closes and reveals while a hall listens: until the page of that state stands on the last phone.

``TOPFIVE_OPENING=1000`` for a larger hall, ``TOPFIVE_RUSH=1`` for phones that do not honour the spread.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from server.bench.client import percentile
from server.bench.measures import Target
from server.bench.opening import Hall
from server.bench.process import HOST_KEY, ServerProcess
from server.files.open_files import allow_many_sockets

PHONES = int(os.environ.get("TOPFIVE_OPENING", "400"))
RUSHES = [True] if os.environ.get("TOPFIVE_RUSH") else [False, True]
MOST_FETCHES = 1.1
PATIENCE_S = 1.0  # of the host, in the middle of its requests, on a machine that runs other tests too


@pytest.mark.parametrize("rushes", RUSHES, ids=lambda rushes: "rush" if rushes else "spread")
def test_every_phone_gets_each_page_once_and_nobody_else_waits(tmp_path: Path, rushes: bool) -> None:
    allow_many_sockets()
    with ServerProcess(tmp_path / "data") as server:
        found = asyncio.run(Hall(Target(server.port, HOST_KEY), PHONES, rushes=rushes).hold())

    for verb, opening in found.items():
        print(f"{verb}: {opening}")
    assert all(opening.fetches <= MOST_FETCHES for opening in found.values())
    for each in (opening.meanwhile for opening in found.values()):
        assert percentile(each.host_s, 0.5) < PATIENCE_S
        assert percentile(each.ballots_s, 0.5) < PATIENCE_S
        assert 0 < each.screen_s < PATIENCE_S
