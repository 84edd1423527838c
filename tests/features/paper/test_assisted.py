"""POST /api/polls/{poll}/assisted: works · audience · ticket · state · repeated · stale · malformed · method."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import act, enter, secret, state, tickets
from tests.features.paper.tellers import assist, body, meeting, tellers, ticket, ways
from tests.features.polls.graded import NAMES, REPORTS
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send


def refused(answer: Any) -> tuple[int, str]:
    return answer.status, answer.problem


def test_a_ballot_entered_for_a_ticket_is_counted_with_its_group_and_marked_assisted(room: Room) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session, group="West")

    answer = assist(room, poll, mine, [0, 2])

    assert answer.status == 200
    assert (len(answer.json["receipt"]), answer.json["revision"]) == (12, 1)
    result = room.result(poll)
    assert (room.votes(poll), result["ballots"], result["joined"]) == ([1, 0, 1, 0], 1, 1)
    assert ways(room, poll) == {"assisted": 1, "paper": 0, "spoiled": 0}
    room.close(poll)
    assert [row["ballots"] for row in room.result(poll)["groups"]] == [0, 1]


def test_a_meeting_with_phones_alone_says_nothing_of_ways(room: Room) -> None:
    session, poll = meeting(room)
    room.cast(enter(room, session, secret(ticket(room, session))).json["voter"], poll, [0])

    assert "ways" not in room.result(poll)


@pytest.mark.parametrize("text", ["serial", "code", "url", "lower", "wide"])
def test_the_ticket_is_named_by_its_number_its_code_or_its_link(room: Room, text: str) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)
    named = {"lower": mine["code"].lower(), "wide": "１－０１"}.get(text) or mine[text]

    assert assist(room, poll, {"serial": named}, [0]).status == 200
    assert room.votes(poll)[0] == 1


def test_a_teller_may_and_others_may_not(room: Room) -> None:
    session, poll = meeting(room)
    mine, path = ticket(room, session), f"/api/polls/{poll['id']}/assisted"
    (teller,) = tellers(room, session, 1)
    opened = room.session()
    room.open(opened["polls"][0])

    assert_only_the_host(room, "POST", f"/api/polls/{opened['polls'][0]['id']}/assisted", opened, json={})
    origin = {"Origin": "http://localhost:8000"}
    ours = room.call("POST", path, cookies=teller.cookies, headers=origin, json=body(poll, mine, [0]))
    (elsewhere,) = tellers(room, opened, 1)
    theirs = room.call("POST", path, cookies=elsewhere.cookies, headers=origin, json=body(poll, mine, [1]))
    foreign = room.call("POST", path, cookies=teller.cookies, json=body(poll, mine, [1]))
    assert (ours.status, theirs.status, foreign.status) == (200, 403, 403)
    assert room.votes(poll) == [1, 0, 0, 0]


def test_a_phone_that_has_the_ticket_keeps_it_sees_the_ballot_and_may_change_it(room: Room) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)
    phone = enter(room, session, secret(mine)).json["voter"]
    room.cast(phone, poll, [0])

    entered = assist(room, poll, mine, [1, 2], revision=1)

    seen = room.call("GET", f"/api/polls/{poll['id']}/ballot", by=phone).json
    assert seen == {"choices": [poll["options"][at]["id"] for at in (1, 2)], **entered.json}
    assert (room.votes(poll), ways(room, poll)["assisted"]) == ([0, 1, 1, 0], 1)
    stale = room.cast(phone, poll, [3], revision=1)
    assert (refused(stale), stale.json["recorded"]["revision"]) == ((409, "stale-revision"), 2)
    assert room.cast(phone, poll, [3], revision=2).json["revision"] == 3
    assert (room.votes(poll), "ways" in room.result(poll)) == ([0, 0, 0, 1], False)
    assert room.result(poll)["joined"] == 1


def test_a_phone_that_comes_later_takes_the_ballot_over(room: Room) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)
    entered = assist(room, poll, mine, [1])

    assert state(room, session, mine) == "issued"
    phone = enter(room, session, secret(mine))
    assert phone.status == 201
    seen = room.call("GET", f"/api/polls/{poll['id']}/ballot", by=phone.json["voter"]).json
    assert seen["receipt"] == entered.json["receipt"]
    assert room.cast(phone.json["voter"], poll, [0], revision=1).status == 200
    assert (room.votes(poll), room.result(poll)["joined"]) == ([1, 0, 0, 0], 1)


def test_the_first_phone_of_a_ticket_that_a_teller_voted_for_has_not_moved(room: Room) -> None:
    session, poll = meeting(room)
    mine, other = ticket(room, session), ticket(room, session)
    assist(room, poll, mine, [1])
    assist(room, poll, other, [1])
    new = room.host("POST", f"/api/sessions/{session['id']}/tickets/{other['id']}/replace").json

    first, second = (enter(room, session, secret(mine)).json for _ in range(2))
    renewed, again = (enter(room, session, secret(new)).json for _ in range(2))

    assert (first["moved"], second["moved"]) == (False, True)
    assert (renewed["moved"], again["moved"]) == (False, True)
    assert room.cast(second["voter"], poll, [0]).status == 200
    assert room.cast(first["voter"], poll, [0]).status == 401


def test_what_a_phone_sent_in_between_is_not_replaced_unseen(room: Room) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)
    phone = enter(room, session, secret(mine)).json["voter"]
    room.cast(phone, poll, [0], revision=0)

    stale = assist(room, poll, mine, [1], revision=0)

    assert refused(stale) == (409, "stale-revision")
    assert room.votes(poll) == [1, 0, 0, 0]
    assert assist(room, poll, mine, [1], revision=1).status == 200


def test_the_same_id_again_gets_the_same_answer_and_counts_once(room: Room) -> None:
    session, poll = meeting(room)
    first, other = tickets(room, session, 2)

    answers = [assist(room, poll, first, [0], id="page").json for _ in range(3)]

    assert answers == [answers[0]] * 3
    assert assist(room, poll, other, [0], id="page").json["revision"] == 1  # another ticket's page
    assert room.votes(poll)[0] == 2
    assert assist(room, poll, first, [1], id="another").json["revision"] == 2


def test_a_ticket_that_does_not_stand_takes_no_ballot(room: Room) -> None:
    session, poll = meeting(room)
    waiting, gone, lost = ticket(room, session, valid=False), ticket(room, session), ticket(room, session)
    phone = enter(room, session, secret(lost)).json["voter"]
    act(room, session, gone, "revoke")
    act(room, session, lost, "replace")

    assert refused(assist(room, poll, waiting, [0])) == (409, "ticket-not-issued")
    assert refused(assist(room, poll, gone, [0])) == (409, "ticket-revoked")
    assert refused(assist(room, poll, {"serial": lost["code"]}, [0])) == (422, "unknown-ticket")
    assert room.result(poll)["ballots"] == 0
    assert assist(room, poll, lost, [0]).status == 200  # by its number, which the new one has too
    assert refused(room.cast(phone, poll, [1])) == (401, "ticket-taken-back")
    assert room.votes(poll) == [1, 0, 0, 0]


@pytest.mark.parametrize("text", ["9-99", "1-99", "0" * 12, "K7Q4-M2PX-9WD3", "Somebody", "http://x/t/" + "0" * 26])
def test_a_ticket_there_is_not_is_refused(room: Room, text: str) -> None:
    session, poll = meeting(room)
    ticket(room, session)

    answer = assist(room, poll, {"serial": text}, [0])

    assert (refused(answer), answer.at) == ((422, "unknown-ticket"), ["ticket"])


def test_a_ticket_of_another_meeting_is_not_found(room: Room) -> None:
    (_, poll), (other, _) = meeting(room), meeting(room)
    theirs = ticket(room, other)

    assert refused(assist(room, poll, {"serial": theirs["code"]}, [0])) == (422, "unknown-ticket")
    assert state(room, other, theirs) == "issued"


@pytest.mark.parametrize(
    ("choices", "problem"), [([], "too-few-choices"), ([0, 1, 2], "too-many-choices"), ([0, 0], "repeated-choice")]
)
def test_the_polls_rule_holds_and_nobody_is_brought_in_for_what_breaks_it(
    room: Room, choices: list[int], problem: str
) -> None:
    session, poll = meeting(room)
    mine = ticket(room, session)

    assert refused(assist(room, poll, mine, choices)) == (422, problem)
    assert room.result(poll)["joined"] == 0
    assert assist(room, poll, mine, [0]).status == 200  # the control


def test_graded_lists_take_marks(room: Room) -> None:
    listed = {"title": "Reports", "type": "grade", "options": [{"title": title} for title in REPORTS]}
    session = room.session(groups=("East",), admission="ticket", polls=[listed])
    poll = session["polls"][0]
    room.open(poll)
    marks = {option["id"]: NAMES[at] for at, option in enumerate(poll["options"][:2])}
    sent = {"ticket": ticket(room, session)["serial"], "marks": marks}

    assert room.host("POST", f"/api/polls/{poll['id']}/assisted", json=sent).status == 200
    rated = {each["option"]: each["grading"]["counts"] for each in room.result(poll)["options"]}
    assert [rated[option["id"]] for option in poll["options"]] == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]


def test_before_opening_and_after_close_it_is_refused_and_nobody_is_brought_in(room: Room) -> None:
    session = room.session(groups=("East",), admission="ticket")
    poll, mine = session["polls"][0], ticket(room, session)

    early = assist(room, poll, mine, [0])
    room.open(poll)
    assert assist(room, poll, ticket(room, session), [0]).status == 200  # the control
    room.close(poll)
    late = assist(room, poll, mine, [0])

    assert (refused(early), early.json["state"]) == ((409, "poll-not-open"), "draft")
    assert (refused(late), late.json["state"]) == ((409, "poll-closed"), "closed")
    assert (room.result(poll)["joined"], room.result(poll)["ballots"]) == (1, 1)


def test_where_groups_vote_a_teller_enters_the_groups_ballot(room: Room) -> None:
    listed = {"title": "List", "options": [{"title": "One"}, {"title": "Two"}]}
    session = room.session(groups=("East", "West"), admission="ticket", voters="group", polls=[listed])
    poll = session["polls"][0]
    room.open(poll)
    first, second = tickets(room, session, 2)

    assert assist(room, poll, first, [0]).json["revision"] == 1
    assert assist(room, poll, second, [1], revision=1).json["revision"] == 2
    assert (room.votes(poll), room.result(poll)["ballots"], ways(room, poll)["assisted"]) == ([0, 1], 1, 1)


def test_a_meeting_for_everybody_has_no_ticket_to_enter_for(room: Room, poll: Json) -> None:
    assert refused(assist(room, poll, {"serial": "1-01"}, [0])) == (422, "unknown-ticket")


def test_a_poll_that_is_not_there_and_another_method(room: Room) -> None:
    _, poll = meeting(room)
    path = f"/api/polls/{UNKNOWN}/assisted"

    assert room.host("POST", path, json={"ticket": "1-01", "choices": []}).problem == "unknown-poll"
    assert_method_refused(room, "GET", f"/api/polls/{poll['id']}/assisted", "POST")


@pytest.mark.parametrize("body", broken(8192))
def test_a_body_that_cannot_be_read_is_refused(room: Room, body: Any) -> None:
    _, poll = meeting(room)

    assert_refused(send(room, "POST", f"/api/polls/{poll['id']}/assisted", body, by="a-host-key-for-tests-only"), body)


@pytest.mark.parametrize(
    "fields",
    [{}, {"ticket": ""}, {"choices": None, "marks": None}, {"choices": [], "marks": {}}, {"spoiled": True}, {"id": 1}],
)
def test_fields_that_are_missing_or_too_many_are_refused(room: Room, fields: Json) -> None:
    _, poll = meeting(room)
    sent = {"ticket": "1-01", "choices": [], **fields} if fields else {"ticket": "1-01"}

    answer = room.host("POST", f"/api/polls/{poll['id']}/assisted", json=sent)

    assert refused(answer) == (422, "bad-fields")
