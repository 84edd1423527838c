"""What was deleted is soon not in the log either: a copy of the disk must not tell what people took back."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.builders import Json, Room

SECRET = "a sentence that nobody is to read any more"
LONGEST_S = 10.0


def stands_in(room: Room) -> list[str]:
    """Files of the data folder in which the sentence stands."""
    return [path.name for path in sorted(room.folder.glob("topfive.db*")) if SECRET.encode() in path.read_bytes()]


def delete_meeting(room: Room) -> Callable[[], object]:
    session = room.session(title=SECRET, options=2)
    return lambda: room.host("DELETE", f"/api/sessions/{session['id']}")


def asked(room: Room) -> tuple[Json, str, str]:
    session = room.session(options=2)
    questions = f"/api/sessions/{session['id']}/questions"
    room.host("PATCH", questions, json={"open": True, "moderated": False, "names": "allowed"})
    voter = room.join(session)
    put = room.call("POST", questions, by=voter, json={"text": f"{SECRET}?"})
    assert put.status == 201
    return session, voter, put.json["id"]


def withdraw_question(room: Room) -> Callable[[], object]:
    _, voter, question = asked(room)
    return lambda: room.call("DELETE", f"/api/questions/{question}", by=voter)


@pytest.mark.parametrize("prepare", [delete_meeting, withdraw_question])
def test_what_was_deleted_is_soon_in_no_file(fresh: Room, prepare: Callable[[Room], Callable[[], object]]) -> None:
    delete = prepare(fresh)
    assert stands_in(fresh)  # the control

    delete()
    fresh.session(options=2)  # whatever happens next wakes who cuts it; else it does so within a minute
    fresh.open(fresh.session(options=2)["polls"][0])

    late = time.monotonic() + LONGEST_S
    while stands_in(fresh) and time.monotonic() < late:
        time.sleep(0.05)
    assert stands_in(fresh) == []


def test_who_asked_is_soon_in_no_file_once_the_questions_have_ended(fresh: Room) -> None:
    session, *_ = asked(fresh)
    context = fresh.client.app.state.services.context  # type: ignore[attr-defined]

    assert fresh.host("POST", f"/api/sessions/{session['id']}/questions/end", json={}).status == 200

    late = time.monotonic() + LONGEST_S
    while context.log_has_deleted and time.monotonic() < late:
        time.sleep(0.05)
    assert not context.log_has_deleted
    assert (fresh.folder / "topfive.db-wal").stat().st_size == 0
