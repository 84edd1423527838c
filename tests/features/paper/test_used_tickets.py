"""A used ticket is one that somebody came in with: by phone, with help, or on paper; every page counts the same."""

from __future__ import annotations

import re
from html import unescape

from tests.builders import Json, Room
from tests.features.admission.tickets import enter, secret
from tests.features.paper.tellers import assist, keyed, meeting, tellers, ticket
from tests.tab import Tab


def cells(page: str, group: str) -> list[int]:
    """The numbers of a group's row in the first table that has it."""
    row = re.search(rf"<tr[^>]*>(?:(?!</tr>).)*{group}(?:(?!</tr>).)*</tr>", page, re.DOTALL)
    assert row
    return [int(number) for number in re.findall(r'class="(?:right|number)[^"]*">(\d+)', row[0])]


def held(room: Room) -> tuple[Json, list[Json]]:
    """One ticket of each kind: on a phone, helped, on paper, a spoiled sheet, and two that nobody has used."""
    session, poll = meeting(room)
    made = [ticket(room, session) for _ in range(6)]
    enter(room, session, secret(made[0]))
    assert assist(room, poll, made[1], [0]).status == 200
    people = tellers(room, session)
    assert keyed(room, poll, made[2], [1], people) == "recorded"
    assert keyed(room, poll, made[3], None, people) == "spoiled"
    return session, made


def test_door_and_record_count_the_same(room: Room) -> None:
    session, _ = held(room)
    host = Tab(room).sign_in()
    exported = room.host("GET", f"/api/sessions/{session['id']}/export.json").json["tickets"]
    door = unescape(host.get(f"/desk/{session['id']}").text)
    assert exported["used"] == 4
    assert (exported["made"], exported["handed_out"]) == (6, 6)
    _, unused, used, _ = cells(door, session["groups"][0]["name"])
    assert (unused, used) == (2, 4)


def test_the_door_says_that_a_ticket_voted_with_a_teller(room: Room) -> None:
    session, made = held(room)
    host = Tab(room).sign_in()
    for at, said in ((0, "In use"), (1, "Voted with a teller"), (2, "Voted with a teller"), (4, "Not used yet")):
        page = host.get(f"/desk/{session['id']}?q={made[at]['serial']}&lang=en").text
        assert f">{said}</span>" in page
