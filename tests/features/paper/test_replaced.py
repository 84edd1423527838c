"""A sheet that takes the place of what a phone had sent is counted in the record, and by nothing but its number."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import enter, secret, tickets
from tests.features.exports.test_xlsx import export, facts, sheets
from tests.features.paper.tellers import assist, keyed, meeting, tellers, ways
from tests.features.polls.erasing import wait_for_erasure
from tests.tab import Page, Tab

SAID = "Paper ballots that replaced what a phone had sent: 2."


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def voted(room: Room) -> tuple[Json, Json]:
    """Six tickets: two phones' ballots replaced on paper, one of them keyed twice, the others in every other order."""
    session, poll = meeting(room)
    held, people = tickets(room, session, 6), tellers(room, session)
    for each in held[:4]:
        assert room.cast(enter(room, session, secret(each)).json["voter"], poll, [0]).status == 200
    for each, marks in ((held[0], [1]), (held[1], [2]), (held[1], [3])):
        assert keyed(room, poll, each, marks, people) == "recorded"
    assert keyed(room, poll, held[2], None, people) == "spoiled"  # the phone's ballot goes on counting
    assert assist(room, poll, held[3], [1]).status == 200
    assert assist(room, poll, held[4], [1]).status == 200
    assert keyed(room, poll, held[4], [2], people) == "recorded"  # no phone sent anything
    assert keyed(room, poll, held[5], [2], people) == "recorded"
    return session, poll


def files_of(room: Room, session: Json) -> dict[str, Any]:
    path = f"/api/sessions/{session['id']}"
    (workbook,) = [facts(sheet) for name, sheet in sheets(export(room, session)).items() if name == "Summary"]
    return {
        "json": room.host("GET", f"{path}/export.json").json["polls"][0]["result"]["ways"]["replaced"],
        "xlsx": workbook["Replaced on paper"],
    }


def test_result_files_and_record_count_it_also_when_the_ballots_are_gone(room: Room) -> None:
    session, poll = voted(room)
    counted = {"assisted": 1, "paper": 4, "spoiled": 0, "replaced": 2}
    assert ways(room, poll) == counted

    room.close(poll)
    wait_for_erasure(room, poll)

    assert ways(room, poll) == counted
    room.reveal(poll)
    assert files_of(room, session) == {"json": 2, "xlsx": 2}
    host = Tab(room).sign_in()
    for page in (f"/print/{session['id']}/minutes", f"/host/{session['id']}/results", f"/r/{session['id']}"):
        assert SAID in Page(host.get(page).text).text, page


def test_where_paper_replaced_nothing_nothing_is_said(room: Room) -> None:
    session, poll = meeting(room)
    (sheet,) = tickets(room, session)
    keyed(room, poll, sheet, [0], tellers(room, session))

    assert ways(room, poll) == {"assisted": 0, "paper": 1, "spoiled": 0}
    room.close(poll)
    room.reveal(poll)
    assert "replaced" not in Page(Tab(room).get(f"/r/{session['id']}").text).text


def test_no_browser_keeps_what_a_teller_types(room: Room) -> None:
    session, _ = meeting(room)
    (teller,) = tellers(room, session, 1)

    assert "host/keep-typed" not in teller.get(f"/teller/{session['id']}").text
    host = Tab(room).sign_in()
    assert "host/keep-typed" not in host.get("/host/access").text  # nor a passphrase
    assert "host/keep-typed" in host.get(f"/host/{session['id']}/agenda").text  # the control
