"""One ticket, one voter: made, scanned or typed, moved to another phone, lost, taken back."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import act, enter, meeting, secret, state, tickets
from tests.ladder import UNKNOWN
from tests.live.listening import listening
from tests.tab import Page, Tab
from votes.ticket import read_code


def refused(answer: Any) -> tuple[int, str]:
    return answer.status, answer.problem


def test_tickets_carry_a_link_a_code_a_group_and_a_number(room: Room) -> None:
    session = meeting(room)
    east = tickets(room, session, 2)
    more = tickets(room, session, 1)
    free = tickets(room, session, 1, None)

    assert [each["serial"] for each in (*east, *more, *free)] == ["1-01", "1-02", "1-03", "01"]
    assert east[0]["group"] == session["groups"][0]["id"]
    assert free[0]["group"] is None
    assert secret(east[0]) != secret(east[1])
    assert len(secret(east[0])) == 26
    assert len(read_code(east[0]["code"])) == 12


def test_nothing_that_is_printed_is_kept(fresh: Room) -> None:
    session = meeting(fresh)
    (ticket,) = tickets(fresh, session)
    with sqlite3.connect(fresh.folder / "topfive.db") as database:
        text = "\n".join(database.iterdump())
    database.close()
    listed = fresh.host("GET", f"/api/sessions/{session['id']}/tickets").text

    for kept in (text, listed, fresh.host("GET", f"/api/sessions/{session['id']}/export.json").text):
        for mine in (secret(ticket), ticket["code"], read_code(ticket["code"])):
            assert mine not in kept
    assert ticket["id"] in text  # the control


@pytest.mark.parametrize("way", ["link", "code", "code in lower case without hyphens"])
def test_a_ticket_joins_with_its_own_group(room: Room, way: str) -> None:
    session = meeting(room)
    (ticket,) = tickets(room, session, group="West")
    text = {"link": secret(ticket), "code": ticket["code"]}.get(way, ticket["code"].lower().replace("-", ""))
    answer = enter(room, session, text)

    assert answer.status == 201
    assert (answer.json["group"], answer.json["moved"]) == (session["groups"][1]["id"], False)
    assert state(room, session, ticket) == "used"
    poll = session["polls"][0]
    room.open(poll)
    assert room.cast(answer.json["voter"], poll, [0]).status == 200


def test_without_a_ticket_nobody_comes_in(room: Room) -> None:
    session = meeting(room)
    join = f"/api/sessions/{session['id']}/join"

    assert refused(room.call("POST", join, json={"group": session["groups"][0]["id"]})) == (403, "needs-ticket")
    assert refused(room.call("POST", join)) == (403, "needs-ticket")
    opened = room.session(groups=("East",))
    assert room.join(opened, "East")  # the control


@pytest.mark.parametrize("text", ["0" * 26, "0" * 12, "K7Q4-M2PX-9WD3", "x"])
def test_a_ticket_there_is_not_is_refused_and_a_slip_is_told_as_one(room: Room, text: str) -> None:
    answer = enter(room, meeting(room), text)

    assert answer.status == 422
    assert answer.at == ["ticket"]


def test_a_ticket_of_another_meeting_and_one_with_a_group_beside_it_are_refused(room: Room) -> None:
    session, other = meeting(room), meeting(room)
    (ticket,) = tickets(room, session)

    assert refused(enter(room, other, secret(ticket))) == (422, "unknown-ticket")
    assert enter(room, session, secret(ticket), group=session["groups"][1]["id"]).status == 422
    assert enter(room, room.session(), secret(ticket)).status == 422
    assert state(room, session, ticket) == "issued"
    assert enter(room, session, secret(ticket)).status == 201


def test_the_same_phone_again_is_the_same_voter(room: Room) -> None:
    session = meeting(room)
    (ticket,) = tickets(room, session)
    voter = enter(room, session, secret(ticket)).json["voter"]
    again = enter(room, session, ticket["code"], by=voter)

    assert (again.status, again.json["voter"], again.json["moved"]) == (200, voter, False)
    assert room.call("POST", f"/api/sessions/{session['id']}/join", by=voter).json["voter"] == voter


def test_another_phone_takes_the_voter_over_with_its_ballots(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]
    room.open(poll)
    (ticket,) = tickets(room, session)
    old = enter(room, session, secret(ticket)).json["voter"]
    first = room.cast(old, poll, [0, 1], id="one").json
    with listening(room, session, "phone", by=old) as phone:
        phone.until("state")
        moved = enter(room, session, secret(ticket))
        phone.until("bye")

    new = moved.json["voter"]
    assert (moved.status, moved.json["moved"]) == (201, True)
    assert new != old
    assert refused(room.cast(old, poll, [2])) == (401, "ticket-moved")
    assert refused(room.cast(old, poll, [0, 1], id="one")) == (401, "ticket-moved")
    assert refused(room.call("GET", f"/api/polls/{poll['id']}/ballot", by=old)) == (401, "ticket-moved")
    assert room.call("GET", f"/api/polls/{poll['id']}/ballot", by=new).json["receipt"] == first["receipt"]
    assert room.cast(new, poll, [3], revision=1).json["revision"] == 2
    assert (room.votes(poll), room.result(poll)["joined"]) == ([0, 0, 0, 1], 1)


def test_two_phones_that_scan_one_ticket_at_once_are_one_voter_and_one_of_them_holds_it(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]
    room.open(poll)
    (ticket,) = tickets(room, session)

    def scan(_: int) -> Json:
        assert room.client.portal
        response = room.client.request("POST", f"/api/sessions/{session['id']}/join", json={"ticket": secret(ticket)})
        return response.json()  # type: ignore[no-any-return]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(scan, range(4)))
    cast = [room.cast(answer["voter"], poll, [0]).status for answer in answers]
    assert sorted(cast) == [200, 401, 401, 401]
    assert sum(not answer["moved"] for answer in answers) == 1
    assert room.result(poll)["joined"] == room.result(poll)["ballots"] == 1


def test_a_ticket_that_was_taken_back_is_nothing_any_more_but_its_ballot_stays(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]
    room.open(poll)
    used, unused = tickets(room, session, 2)
    voter = enter(room, session, secret(used)).json["voter"]
    room.cast(voter, poll, [0])
    for ticket in (used, unused):
        assert act(room, session, ticket, "revoke").json["state"] == "revoked"
        assert act(room, session, ticket, "revoke").status == 200

    assert refused(room.cast(voter, poll, [1])) == (401, "ticket-taken-back")
    for ticket in (used, unused):
        assert refused(enter(room, session, secret(ticket))) == (409, "ticket-revoked")
        assert refused(enter(room, session, ticket["code"])) == (409, "ticket-revoked")
        assert refused(act(room, session, ticket, "replace")) == (409, "ticket-revoked")
    assert room.votes(poll) == [1, 0, 0, 0]


def test_a_lost_ticket_gets_a_new_code_and_stays_one_voter(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]
    room.open(poll)
    (lost,) = tickets(room, session)
    finder = enter(room, session, secret(lost)).json["voter"]
    room.cast(finder, poll, [0])
    new = act(room, session, lost, "replace").json

    assert new["serial"] == lost["serial"]
    assert refused(room.cast(finder, poll, [1])) == (401, "ticket-taken-back")
    for old in (secret(lost), lost["code"]):
        assert refused(enter(room, session, old)) == (422, "unknown-ticket")
    voter = enter(room, session, new["code"]).json["voter"]
    assert room.cast(voter, poll, [2], revision=1).json["revision"] == 2
    assert (room.votes(poll), room.result(poll)["ballots"]) == ([0, 0, 1, 0], 1)


def test_a_ticket_printed_in_advance_is_valid_once_it_is_handed_out(room: Room) -> None:
    session = meeting(room)
    (ticket,) = tickets(room, session, valid=False)

    assert refused(enter(room, session, secret(ticket))) == (409, "ticket-not-issued")
    for _ in range(2):
        assert act(room, session, ticket, "hand-out").json["state"] == "issued"
    assert enter(room, session, secret(ticket)).status == 201
    assert act(room, session, ticket, "hand-out").json["state"] == "used"


def test_the_history_says_what_was_done_with_which_ticket_and_undo_stays(room: Room) -> None:
    session = meeting(room, locale="en")
    (printed,) = tickets(room, session, valid=False)
    lost, gone = tickets(room, session, 2)
    host, path = Tab(room).sign_in(), f"/host/{session['id']}"
    host.post(f"{path}/act", {"act": "scene", "kind": "hold"})
    for ticket, do in ((printed, "hand-out"), (lost, "replace"), (gone, "revoke")):
        assert act(room, session, ticket, do).status == 200
    for ticket, do in ((printed, "hand-out"), (gone, "revoke")):  # nothing more is done
        assert act(room, session, ticket, do).status == 200

    page = Page(host.get(path).text)

    done = ("Ticket 1-03 taken back", "Ticket 1-02 replaced by another", "Ticket 1-01 handed out", "Projector: Title")
    assert [page.text.count(each) for each in done] == [1, 1, 1, 1]
    assert sorted(map(page.text.index, done)) == [page.text.index(each) for each in done]
    assert host.post(f"{path}/act", {"act": "undo", "number": page.value("number")}).status == 303
    assert room.host("GET", f"/api/sessions/{session['id']}").json["scene"]["kind"] == "join"


def test_a_batch_is_made_once(room: Room) -> None:
    session = meeting(room)
    body = {"count": 3, "batch": "page"}
    path = f"/api/sessions/{session['id']}/tickets"

    assert room.host("POST", path, json=body).status == 201
    assert refused(room.host("POST", path, json=body)) == (409, "printed-before")
    assert len(room.host("GET", path).json["tickets"]) == 3


@pytest.mark.parametrize("body", [{}, {"count": 0}, {"count": 1001}, {"count": 1, "group": "nobody's"}, {"count": "1"}])
def test_what_is_no_order_for_tickets_is_refused(room: Room, body: Json) -> None:
    session = meeting(room)

    assert room.host("POST", f"/api/sessions/{session['id']}/tickets", json=body).status == 422
    assert room.host("GET", f"/api/sessions/{session['id']}/tickets").json == {"tickets": []}


def test_a_meeting_for_everybody_has_no_tickets(room: Room) -> None:
    session = room.session()

    assert refused(room.host("POST", f"/api/sessions/{session['id']}/tickets", json={"count": 1})) == (409, "conflict")


def test_tickets_of_another_session_and_unknown_ones_are_not_found(room: Room) -> None:
    session, other = meeting(room), meeting(room)
    (ticket,) = tickets(room, session)
    for do in ("hand-out", "revoke", "replace"):
        assert refused(act(room, other, ticket, do)) == (422, "unknown-ticket")
        assert refused(act(room, session, {"id": UNKNOWN}, do)) == (422, "unknown-ticket")
    assert state(room, session, ticket) == "issued"


def test_the_group_comes_from_the_ticket_for_good(room: Room) -> None:
    session = meeting(room)
    (ticket,) = tickets(room, session)
    voter = enter(room, session, secret(ticket)).json["voter"]
    answer = room.call(
        "POST", f"/api/sessions/{session['id']}/join", by=voter, json={"group": session["groups"][1]["id"]}
    )

    assert answer.json["group"] == session["groups"][0]["id"]


def test_with_tickets_printed_the_groups_stay_and_phones_are_not_passed_on(room: Room) -> None:
    session = meeting(room)
    path = f"/api/sessions/{session['id']}"
    assert room.host("PATCH", path, json={"shared_phones": True}).status == 422
    assert room.host("PATCH", path, json={"groups": [{"name": "North"}]}).status == 200
    tickets(room, room.host("GET", path).json, group="North")

    assert refused(room.host("PATCH", path, json={"groups": []})) == (409, "conflict")


def test_tickets_go_with_their_meeting_and_a_copy_has_none(room: Room) -> None:
    session = meeting(room)
    (ticket,) = tickets(room, session)
    copy = room.host("POST", f"/api/sessions/{session['id']}/copy").json
    assert copy["admission"] == "ticket"
    assert room.host("GET", f"/api/sessions/{copy['id']}/tickets").json == {"tickets": []}
    room.host("DELETE", f"/api/sessions/{session['id']}")

    assert refused(enter(room, copy, secret(ticket))) == (422, "unknown-ticket")
