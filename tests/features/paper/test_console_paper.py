"""What the console says of those who vote on paper: a spoiled sheet is nobody missing, a run-off needs papers too."""

from __future__ import annotations

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.features.admission.tickets import enter, secret
from tests.features.paper.tellers import assist, keyed, meeting, tellers, ticket
from tests.live.listening import listening
from tests.tab import Page, Tab


@pytest.fixture
def held(room: Room) -> tuple[Json, Json]:
    return meeting(room)


def console(room: Room, session: Json, poll: Json) -> str:
    return Tab(room).sign_in().get(f"/host/{session['id']}?poll={poll['id']}").text


def test_a_spoiled_sheet_is_told_and_is_no_absence(room: Room, held: tuple[Json, Json]) -> None:
    session, poll = held
    (ann, ben), sheet = tellers(room, session), ticket(room, session)
    shown = 'data-some="spoiled" data-is'
    keyed(room, poll, sheet, None, [ann])
    assert shown not in console(room, session, poll)

    with listening(room, session, "host", by=HOST_KEY) as ear:
        ear.until("presence", spoiled={})
        keyed(room, poll, sheet, None, [ben])
        ear.until("presence", spoiled={poll["id"]: 1})
    page = console(room, session, poll)
    assert shown in page
    assert 'data-spoiled="1"' in page
    assert "spoiled: 1" in Page(page).text

    keyed(room, poll, sheet, [0], [ann, ben])  # it can be read after all
    assert shown not in console(room, session, poll)


@pytest.mark.parametrize(("without_phone", "minutes"), [(True, 3), (False, 1)])
def test_a_runoff_remembers_who_has_no_phone(room: Room, without_phone: bool, minutes: int) -> None:
    session, poll = meeting(room, winners=1, max_choices=1)
    ann, ben = tellers(room, session)
    for option in (0, 1):
        sheet = ticket(room, session)
        if without_phone and option:
            keyed(room, poll, sheet, [option], [ann, ben])
        elif without_phone:
            assert assist(room, poll, sheet, [option]).status in (200, 201)
        else:
            room.cast(str(enter(room, session, secret(sheet)).json["voter"]), poll, [option])
    room.close(poll)
    said = "Without a phone: 1 voted on paper, 1 with help. Print papers for the run-off."
    assert (said in Page(console(room, session, poll)).text) is without_phone

    runoff = room.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": "runoff"}).json

    assert runoff["planned_seconds"] == 60 * minutes
    assert f'value="{60 * minutes}" selected' in console(room, session, runoff)
