"""kill -9 in the middle of a rehearsal: the next start has wiped it before it lets anybody in."""

from __future__ import annotations

import sqlite3
import time
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

from server.bench.meeting import Json, call
from server.bench.process import HOST_KEY, ServerProcess
from tests.faults.figures import Figures
from tests.features.rehearsal.helpers import files_with, ids, rehearsals, rows

OPTIONS = [{"title": f"Option {n}"} for n in range(6)]
GROUPS = [{"name": name, "seats": 60} for name in ("East", "West")]


def _begin(server: ServerProcess, session: Json) -> None:
    form = urllib.parse.urlencode({"do": "begin"}).encode()
    headers = {"Authorization": f"Bearer {HOST_KEY}"}
    url = f"http://127.0.0.1:{server.port}/host/{session['id']}/rehearsal"
    with urllib.request.urlopen(urllib.request.Request(url, form, headers), timeout=30) as answer:
        assert answer.status == 200


def _count(folder: Path, what: str) -> int:
    with closing(sqlite3.connect(folder / "topfive.db", timeout=10)) as database:
        return int(database.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


def _wait(folder: Path, what: str) -> None:
    begun = time.perf_counter()
    while not _count(folder, what):
        assert time.perf_counter() - begun < 30
        time.sleep(0.02)


def test_killed_in_the_middle_it_is_wiped_by_the_next_start(tmp_path: Path, figures: Figures) -> None:
    ready = []
    with ServerProcess(tmp_path) as server:
        body = {"title": "Meeting", "groups": GROUPS, "polls": [{"title": "List", "options": OPTIONS}]}
        session = call(server.port, "POST", "/api/sessions", body)
        before = rows(tmp_path)
        for moment in ("voters", "ballots"):
            _begin(server, session)
            _wait(tmp_path, moment)
            server.kill()
            found = {each.encode() for each in ids(rows(tmp_path)) - ids(before)}
            assert len(rehearsals(tmp_path)) == 1  # the controls: it is there, and can be found
            assert files_with(tmp_path, found)
            assert len(found) > len([session, session["polls"], *OPTIONS, *GROUPS])  # the copy, and somebody in it

            ready.append(server.start())

            assert rows(tmp_path) == before
            assert files_with(tmp_path, found) == {}
            assert list((tmp_path / "keys").glob("*.key")) == []
        assert call(server.port, "GET", f"/api/sessions/{session['id']}")["polls"][0]["state"] == "draft"
        assert server.stop() == 0
    goal = "every trace gone; ready ≤ 5 s"
    found = f"every trace gone; ready in {max(ready):.1f} s at most"
    figures.add("kill -9 in a rehearsal", len(ready), "kills", found, goal, max(ready) <= 5)
