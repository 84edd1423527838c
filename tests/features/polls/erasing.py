"""Following a closed poll's erasure, step by step or to its end."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from server.core.context import Context
from server.features.polls.erasure import empty_box, erase_key, list_ballots
from tests.builders import Json, Room
from votes.model import PollId, SessionId
from votes.receipt import ballot_tag, code

GROUPS = ("East", "West", "North")
STEPS = (list_ballots, empty_box, erase_key)


def rows(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder / "topfive.db") as database:
        found = database.execute(sql).fetchall()
    database.close()
    return found


def stage(folder: Path) -> str | None:
    found = rows(folder, "SELECT stage FROM erasures")
    return str(found[0][0]) if found else None


def wait_for_erasure(room: Room, poll: Json) -> None:
    """Until nobody can tell any more whose a ballot is."""
    query = f"SELECT stage FROM erasures WHERE poll = '{poll['id']}'"
    until(lambda: rows(room.folder, query) == [("erased",)])


def until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    ends_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends_at, "it did not come to pass"
        time.sleep(0.01)


def context_of(room: Room) -> Context:
    context: Context = room.client.app.state.services.context  # type: ignore[attr-defined]
    return context


def by_hand(room: Room, poll: Json) -> Context:
    """From now on only the test takes the steps of this poll's erasure."""
    context = context_of(room)
    context.disputed.add(PollId(poll["id"]))
    return context


def step(room: Room, take: Callable[..., Any], poll: Json) -> None:
    whose = () if take is erase_key else (SessionId(poll["session"]),)
    assert room.client.portal
    room.client.portal.call(take, context_of(room), *whose, PollId(poll["id"]))


def voted(room: Room) -> tuple[Json, list[str]]:
    """A poll in which 6 of East, 1 of West and 2 of North have voted; all of East chose the same.

    Groups below 3 ballots are merged.
    """
    session = room.session(options=4, groups=GROUPS, smallest_group=3)
    poll = session["polls"][0]
    room.open(poll)
    voters = [room.join(session, group) for group in ("East",) * 6 + ("West", "North", "North")]
    for at, voter in enumerate(voters):
        room.cast(voter, poll, [0, 1] if at < 6 else [at % 3, 3], id=f"id-{at}", nonce=nonce(at))
    return poll, voters


def nonce(at: int) -> str:
    return f"{at + 1:02x}" * 16


def export(room: Room, poll: Json) -> Json:
    answer = room.host("GET", f"/api/sessions/{poll['session']}/export.json")
    found: Json = answer.json["polls"][0]
    return found


def files_with(folder: Path, wanted: bytes) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and wanted in path.read_bytes()]


def receipt_of(poll: Json, at: int) -> str:
    return code(ballot_tag(PollId(poll["id"]), bytes.fromhex(nonce(at))))
