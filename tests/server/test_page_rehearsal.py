"""GET and POST /host/{session}/rehearsal: the walk · the meeting untouched · wiped whatever happens · the checklist."""

from __future__ import annotations

from tests.builders import Room
from tests.server.rehearsing import meeting, rehearse


def test_the_room_fills_and_the_whole_agenda_is_walked(room: Room) -> None:
    session = meeting(room)

    run, copy = rehearse(room, session)

    assert run.walk.stumbles == []
    assert [poll["state"] for poll in copy["polls"]] == ["revealed", "revealed"]
