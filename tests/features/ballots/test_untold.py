"""What a ballot holds is told to the phone that its voter had when it was recorded: to no other, and to no teller."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Answer, Json, Room
from tests.features.admission.tickets import act, enter, meeting, secret, tickets
from tests.features.paper.tellers import assist, key, tellers
from tests.features.polls.erasing import wait_for_erasure
from tests.tab import Page, Tab

UNTOLD = "A ballot is recorded; send another to replace it."
GRADES = [{"name": "Fine", "coefficient": 1}, {"name": "Bad", "coefficient": 0}]
GRADED = {"title": "Review", "type": "grade", "grades": GRADES}


def opened(room: Room, **fields: Any) -> tuple[Json, Json, Json]:
    session = meeting(room, locale="en", **fields)
    poll = session["polls"][0]
    room.open(poll)
    (ticket,) = tickets(room, session)
    return session, poll, ticket


def get(room: Room, poll: Json, voter: str) -> Answer:
    return room.call("GET", f"/api/polls/{poll['id']}/ballot", by=voter)


def moved(room: Room, session: Json, ticket: Json) -> str:
    return str(enter(room, session, secret(ticket)).json["voter"])


def replaced(room: Room, session: Json, ticket: Json) -> str:
    return str(enter(room, session, secret(act(room, session, ticket, "replace").json)).json["voter"])


@pytest.mark.parametrize("take_over", [moved, replaced])
def test_a_phone_that_takes_a_ticket_over_hears_that_a_ballot_is_recorded_and_not_which(
    room: Room, take_over: Any
) -> None:
    session, poll, ticket = opened(room)
    first = moved(room, session, ticket)
    receipt = room.cast(first, poll, [0, 2]).json["receipt"]
    assert get(room, poll, first).json["choices"] == [poll["options"][at]["id"] for at in (0, 2)]  # the control

    new = take_over(room, session, ticket)

    assert get(room, poll, new).json == {"revision": 1, "receipt": receipt, "detail": UNTOLD}
    stale = room.cast(new, poll, [1], revision=0)
    assert (stale.status, stale.json["recorded"], stale.json["detail"]) == (409, {"revision": 1}, UNTOLD)
    assert room.votes(poll) == [1, 0, 1, 0]


def test_what_it_sends_itself_it_is_told_again(room: Room) -> None:
    session, poll, ticket = opened(room)
    room.cast(moved(room, session, ticket), poll, [0])
    new = moved(room, session, ticket)

    assert room.cast(new, poll, [3], revision=1).json["revision"] == 2

    marked = [poll["options"][3]["id"]]
    assert get(room, poll, new).json["choices"] == marked
    assert room.cast(new, poll, [1], revision=1).json["recorded"] == {"choices": marked, "revision": 2}
    third = moved(room, session, ticket)
    assert "choices" not in get(room, poll, third).json


def test_its_pages_show_no_choices_while_voting_and_after_it(room: Room) -> None:
    session, poll, ticket = opened(room)
    first = Tab(room, cookies={f"voter-{session['id']}": moved(room, session, ticket)})
    first.post(f"/s/{session['id']}/ballot/{poll['id']}", {"choice": [poll["options"][at]["id"] for at in (0, 2)]})
    assert "2 choices" in Page(first.get(f"/s/{session['id']}").text).text  # the control
    tab = Tab(room, cookies={f"voter-{session['id']}": moved(room, session, ticket)})

    receipt = tab.get(f"/s/{session['id']}").text
    ballot = Page(tab.get(f"/s/{session['id']}?edit={poll['id']}").text)
    fields = {"choice": poll["options"][1]["id"], "revision": "0"}
    stale = tab.post(f"/s/{session['id']}/ballot/{poll['id']}", fields)

    assert UNTOLD in Page(receipt).text
    assert "Option 0" not in receipt
    assert 'data-recorded=""' in receipt
    assert (UNTOLD in ballot.text, ballot.checked("choice")) == (True, [])
    assert stale.status == 409
    assert (UNTOLD in Page(stale.text).text, Page(stale.text).checked("choice")) == (True, [poll["options"][1]["id"]])
    room.close(poll)
    wait_for_erasure(room, poll)
    assert "Option 0" not in tab.get(f"/s/{session['id']}").text


def test_grades_are_as_untold_as_choices(room: Room) -> None:
    polls = [{**GRADED, "options": [{"title": "One"}, {"title": "Two"}]}]
    session = room.session(groups=("East", "West"), admission="ticket", polls=polls, locale="en")
    poll = session["polls"][0]
    room.open(poll)
    (ticket,) = tickets(room, session)
    marks = {"marks": {poll["options"][0]["id"]: "Fine"}}
    path = f"/api/polls/{poll['id']}/ballot"
    assert room.call("PUT", path, by=moved(room, session, ticket), json=marks).status == 200
    new = moved(room, session, ticket)

    assert set(get(room, poll, new).json) == {"revision", "receipt", "detail"}
    assert room.call("PUT", path, by=new, json={**marks, "revision": 0}).json["recorded"] == {"revision": 1}
    page = room.call("GET", f"/s/{session['id']}", by=new, headers={"Accept-Language": "en"})
    assert (UNTOLD in page.text, "One: Fine" in page.text) == (True, False)


def test_a_phone_that_comes_after_a_teller_is_not_told_what_was_said_to_them(room: Room) -> None:
    session, poll, ticket = opened(room)
    assist(room, poll, ticket, [2])

    phone = moved(room, session, ticket)

    assert set(get(room, poll, phone).json) == {"revision", "receipt", "detail"}
    room.cast(phone, poll, [1], revision=1)
    assert get(room, poll, phone).json["choices"] == [poll["options"][1]["id"]]


def test_the_group_that_shares_a_ballot_sees_it_but_not_whoever_takes_a_ticket_over(room: Room) -> None:
    session, poll, ticket = opened(room, voters="group")
    (other,) = tickets(room, session)
    one, two = moved(room, session, ticket), moved(room, session, other)
    room.cast(one, poll, [0])
    assert get(room, poll, two).json["choices"] == [poll["options"][0]["id"]]

    taken = moved(room, session, other)

    assert "choices" not in get(room, poll, taken).json
    assert "choices" in get(room, poll, one).json


@pytest.mark.parametrize("display", ["live", "sealed"])
def test_a_stale_revision_tells_a_teller_and_a_host_the_revision_alone(room: Room, display: str) -> None:
    options = [{"title": f"Option {n}"} for n in range(4)]
    polls = [{"title": "List", "display": display, "options": options}]
    session = room.session(groups=("East",), admission="ticket", polls=polls)
    poll = session["polls"][0]
    room.open(poll)
    (ticket,) = tickets(room, session)
    room.cast(moved(room, session, ticket), poll, [0, 3])
    ann, ben = tellers(room, session)

    assisted = assist(room, poll, ticket, [1], revision=0)
    key(room, poll, ticket, [1], ann, revision=0)
    second = key(room, poll, ticket, [1], ben, revision=0)

    for stale in (assisted, second):
        assert (stale.status, stale.problem, stale.json["recorded"]) == (409, "stale-revision", {"revision": 1})
        assert not [each for each in poll["options"] if each["id"] in stale.text or each["title"] in stale.text]
