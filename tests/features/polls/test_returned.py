"""Returned are the ballots and the spoiled sheets, blank ones among the ballots, and nobody's twice."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Answer, Clock, Json, Room, client_of
from tests.features.admission.tickets import enter, secret, tickets
from tests.features.exports.test_xlsx import export as workbook
from tests.features.exports.test_xlsx import facts, sheets
from tests.features.paper.tellers import assist, keyed, meeting, tellers
from tests.features.polls.erasing import wait_for_erasure
from tests.tab import Page, Tab

FIGURES = ("ballots", "blank", "void", "returned")


def figures(room: Room, poll: Json) -> tuple[int, ...]:
    result = room.result(poll)
    return tuple(result[name] for name in FIGURES)


def cast(room: Room, session: Json, poll: Json, ticket: Json, choices: list[int]) -> Answer:
    return room.cast(enter(room, session, secret(ticket)).json["voter"], poll, choices)


def test_blank_is_among_the_ballots_and_void_beside_them_on_every_way_out(fresh: Room) -> None:
    room = fresh
    session, poll = meeting(room, min_choices=0)
    held, people = tickets(room, session, 6), tellers(room, session)
    for ticket, choices in zip(held, ([0], [0, 1], [], []), strict=False):
        assert cast(room, session, poll, ticket, choices).status == 200
    assert keyed(room, poll, held[4], [], people) == "recorded"
    assert keyed(room, poll, held[5], None, people) == "spoiled"
    assert figures(room, poll) == (5, 3, 1, 6)
    room.close(poll)
    room.reveal(poll)
    wait_for_erasure(room, poll)

    assert figures(room, poll) == (5, 3, 1, 6)
    api, host = f"/api/sessions/{session['id']}", Tab(room).sign_in()
    whole = room.host("GET", f"{api}/export.json").json["polls"][0]["result"]
    assert tuple(whole[name] for name in FIGURES) == (5, 3, 1, 6)
    text = room.host("GET", f"{api}/export.csv").response.content.decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(text, newline=""))
    assert {(line["ballots"], line["blank"], line["void"]) for line in lines} == {("5", "3", "1")}
    summary = facts(sheets(workbook(room, session))["Summary"])
    assert (summary["Ballots"], summary["Blank ballots"]) == (5, 3)
    assert (summary["Spoiled paper ballots"], summary["Returned"]) == (1, 6)
    for page in (f"/print/{session['id']}/minutes", f"/host/{session['id']}/results", f"/r/{session['id']}"):
        said = Page(host.get(page).text).text
        assert "3 of them are blank." in said, page
        assert "1 spoiled paper ballot is not among them. Returned in all: 6." in said, page


def test_blank_ballots_from_phones_alone_are_told_too(room: Room) -> None:
    session = room.session(polls=[{"title": "List", "min_choices": 0, "options": [{"title": "One"}]}], locale="en")
    poll = session["polls"][0]
    room.open(poll)
    voters = [room.join(session) for _ in range(3)]
    for voter, choices in zip(voters, ([], [0], []), strict=True):
        room.cast(voter, poll, choices)
    assert figures(room, poll) == (3, 2, 0, 3)

    room.cast(voters[0], poll, [0])
    room.cast(voters[1], poll, [])
    room.cast(voters[1], poll, [])
    room.cast(voters[2], poll, [0])
    assert figures(room, poll) == (3, 1, 0, 3)
    room.close(poll)

    assert "1 of them is blank." in Page(Tab(room).sign_in().get(f"/print/{session['id']}/minutes").text).text


def test_a_graded_ballot_that_grades_none_is_blank(room: Room) -> None:
    polls: Any = [{"title": "Review", "type": "grade", "min_choices": 0, "options": [{"title": "One"}]}]
    session = room.session(polls=polls)
    poll = session["polls"][0]
    room.open(poll)

    room.call("PUT", f"/api/polls/{poll['id']}/ballot", by=room.join(session), json={"marks": {}})

    assert figures(room, poll) == (1, 1, 0, 1)


@pytest.mark.parametrize("way", ["phone", "assisted"])
@pytest.mark.parametrize("spoiled_first", [True, False])
def test_a_voter_whose_ballot_counts_adds_nothing_to_void(fresh: Room, way: str, spoiled_first: bool) -> None:
    room = fresh
    session, poll = meeting(room)
    (ticket, other), people = tickets(room, session, 2), tellers(room, session)
    assert keyed(room, poll, other, None, people) == "spoiled"  # the control

    def vote() -> None:
        sent = cast(room, session, poll, ticket, [0]) if way == "phone" else assist(room, poll, ticket, [0])
        assert sent.status == 200

    if not spoiled_first:
        vote()
    assert keyed(room, poll, ticket, None, people) == "spoiled"
    assert figures(room, poll) == ((0, 0, 2, 2) if spoiled_first else (1, 0, 1, 2))
    if spoiled_first:
        vote()

    assert figures(room, poll) == (1, 0, 1, 2)
    vote()
    assert figures(room, poll) == (1, 0, 1, 2)
    assert keyed(room, poll, ticket, [1], people) == "recorded"
    assert figures(room, poll) == (1, 0, 1, 2)
    room.close(poll)
    wait_for_erasure(room, poll)  # counted once more from the disk
    assert figures(room, poll) == (1, 0, 1, 2)


def test_figures_of_an_earlier_version_are_brought_in_order(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        session, poll = meeting(room, min_choices=0)
        held, people = tickets(room, session, 3), tellers(room, session)
        for ticket in held[:2]:
            assert keyed(room, poll, ticket, None, people) == "spoiled"
        cast(room, session, poll, held[1], [0])
        cast(room, session, poll, held[2], [])
    with sqlite3.connect(tmp_path / "topfive.db") as database:
        database.execute("DELETE FROM ways WHERE way = 'blank'")
        database.execute("UPDATE ways SET number = 2 WHERE way = 'spoiled'")
        database.execute("ALTER TABLE polls DROP COLUMN key_check")
        database.execute("ALTER TABLE polls DROP COLUMN planned_s")
        database.execute("DROP TABLE attendance")
        database.execute("ALTER TABLE sessions DROP COLUMN time_zone")
        database.execute("ALTER TABLE sign_ins DROP COLUMN address")
        database.execute("ALTER TABLE sign_ins DROP COLUMN place")
        database.execute("UPDATE alembic_version SET version_num = '0019'")
    database.close()

    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        assert figures(room, poll) == (2, 1, 1, 3)
        room.close(poll)
        wait_for_erasure(room, poll)
        assert figures(room, poll) == (2, 1, 1, 3)
