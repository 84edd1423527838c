"""A meeting to rehearse, its rehearsal at a quick pace, and everything that is left of it."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from server.features.rehearsal.runs import Rehearsals, Run
from server.features.rehearsal.walk import Pace, WalkState
from server.web.endpoint import Services
from tests.builders import Answer, Json, Room
from tests.features.questions.asking import take

QUICK = Pace(
    joining=0.05, voting=0.2, countdown=0, place=0.0, asking=0.05, question=0.0, message=0.0, overtime=0.0, report=0.02
)
SLOW = replace(QUICK, voting=60.0)
PATIENCE_S = 20.0
ID = re.compile(rb"[0-9a-hjkmnp-tv-z]{16}")


def services(room: Room) -> Services:
    return cast(Services, room.client.app.state.services)  # type: ignore[attr-defined]


def meeting(room: Room, **fields: Any) -> Json:
    """Two lists, four groups with seats, an agenda of everything, and questions."""
    listed = [{"title": f"Option {n}", "department": "East" if n % 2 else "West"} for n in range(8)]
    lists = [{"title": title, "options": listed, "max_choices": 3, "winners": 3} for title in ("Projects", "Tasks")]
    seats = [{"name": name, "seats": 4} for name in ("North", "East", "South", "West")]
    body = {"title": "The real thing", "polls": lists, "groups": seats, "smallest_group": 1, **fields}
    answer = room.host("POST", "/api/sessions", json=body)
    assert answer.status == 201, answer.text
    session = answer.json
    put_agenda(room, session)
    take(room, session, moderated=True, open=False)
    return session


def put_agenda(room: Room, session: Json) -> None:
    polls = [poll["id"] for poll in session["polls"]]
    items = [
        {"kind": "check-in", "title": "Come in"},
        {"kind": "report", "title": "Reports", "speaker": "Li", "seconds": 420},
        {"kind": "questions", "title": "Questions"},
        {"kind": "break", "title": "Tea", "seconds": 900},
        {"kind": "poll", "title": "Vote", "polls": polls},
        {"kind": "reveal", "title": "Reveal", "polls": polls},
        {"kind": "message", "title": "Thanks", "text": "Good night"},
    ]
    answer = room.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": items})
    assert answer.status == 200, answer.text


def path_of(session: Json) -> str:
    return f"/host/{session['id']}/rehearsal"


def do(room: Room, session: Json, act: str) -> Answer:
    """By the key itself: a sign-in would be one more row."""
    return room.host("POST", path_of(session), data={"do": act}, headers={"Accept-Language": "en"})


def begin(room: Room, session: Json, pace: Pace = QUICK) -> Run:
    services(room).part(Rehearsals).pace = pace
    answer = do(room, session, "begin")
    assert answer.status == 303, answer.text
    return run_of(room, session)


def run_of(room: Room, session: Json) -> Run:
    """Without being looked at, as ``of`` would note."""
    run: Run = services(room).part(Rehearsals)._runs[session["id"]]
    return run


def until(true: Callable[[], object]) -> None:
    """Wait in real time; the walk does not ask the room's clock."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


def rehearse(room: Room, session: Json) -> tuple[Run, Json]:
    """Walked to its end, and the copy as the API tells it."""
    run = begin(room, session)
    until(lambda: run.walk.is_over)
    assert run.walk.state is WalkState.DONE
    return run, room.host("GET", f"/api/sessions/{run.session}").json


def is_gone(room: Room, session: Json) -> bool:
    return session["id"] not in services(room).part(Rehearsals)._runs and not rehearsals(room.folder)


def rehearsals(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "topfive.db", timeout=10)) as database:
        return [row[0] for row in database.execute("SELECT session FROM rehearsals")]


def rows(folder: Path) -> dict[str, set[str]]:
    """Of every table every row as text, blobs in hexadecimal."""
    with closing(sqlite3.connect(folder / "topfive.db", timeout=10)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: {_text(row) for row in database.execute(f'SELECT * FROM "{name}"')} for name in tables}


def _text(row: tuple[object, ...]) -> str:
    return " ".join(each.hex() if isinstance(each, bytes) else str(each) for each in row)


def ids(found: dict[str, set[str]]) -> set[str]:
    """Whatever has the shape of an id."""
    return {each.decode() for lines in found.values() for line in lines for each in ID.findall(line.encode())}


def files_with(folder: Path, traces: set[bytes]) -> dict[str, list[bytes]]:
    """The files below the folder whose bytes or whose name hold one of the traces."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        held = path.name.encode() + path.read_bytes()
        if hits := [trace for trace in traces if trace in held]:
            found[path.name] = hits[:5]
    return found


def look_round(room: Room) -> None:
    """One round, on the application's own loop."""
    portal = room.client.portal
    assert portal
    portal.call(services(room).part(Rehearsals).look_round)
