"""POST /api/polls/{poll}/paper: two people key a sheet blind; equal, different, spoiled, blank, corrected, repeated."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.builders import HOST_KEY, ORIGIN, Answer, Json, Room
from tests.features.admission.tickets import act, enter, secret
from tests.features.paper.tellers import WAYS, assist, body, key, keyed, meeting, tellers, ticket, ways
from tests.features.polls.graded import NAMES, REPORTS
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host, assert_refused, broken, send
from tests.live.listening import listening
from tests.tab import Tab


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.problem


@pytest.fixture
def hall_of(room: Room) -> tuple[Json, Json, Json, Tab, Tab]:
    """A meeting, its list, a ticket, and two people."""
    session, poll = meeting(room)
    first, second = tellers(room, session)
    return session, poll, ticket(room, session), first, second


Hall = tuple[Json, Json, Json, Tab, Tab]


def test_a_sheet_counts_once_two_people_have_keyed_the_same(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of

    once = key(room, poll, sheet, [0, 2], ann)
    assert (once.status, once.json) == (200, {"state": "once"})
    assert (room.votes(poll), room.result(poll)["ballots"]) == ([0, 0, 0, 0], 0)

    both = key(room, poll, sheet, [2, 0], ben)
    assert (both.status, both.json) == (200, {"state": "recorded"})
    assert (room.votes(poll), room.result(poll)["ballots"]) == ([1, 0, 1, 0], 1)
    assert ways(room, poll) == {"assisted": 0, "paper": 1, "spoiled": 0}


def test_one_person_alone_cannot_count_a_sheet_however_often(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, _ = hall_of

    assert [key(room, poll, sheet, [0], ann).json["state"] for _ in range(3)] == ["once"] * 3
    assert [key(room, poll, sheet, [1]).json["state"] for _ in range(2)] == ["differs"] * 2  # programs are one person
    assert room.result(poll)["ballots"] == 0
    assert key(room, poll, sheet, [0]).json["state"] == "recorded"  # the control


def test_no_person_is_told_what_another_has_keyed(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of
    first = key(room, poll, sheet, [0, 2], ann)
    marked = [poll["options"][at]["id"] for at in (0, 2)]

    assert not [each for each in marked if each in first.text]
    second = key(room, poll, sheet, [1], ben)

    assert second.json == {"state": "differs"}  # whoever keys at random would learn what the sheet says
    assert room.result(poll)["ballots"] == 0


@pytest.mark.parametrize("who", [0, 1])
def test_whoever_was_wrong_corrects_their_own_and_then_it_counts(room: Room, hall_of: Hall, who: int) -> None:
    _, poll, sheet, *people = hall_of
    key(room, poll, sheet, [0], people[0])
    key(room, poll, sheet, [1], people[1])

    corrected = key(room, poll, sheet, [1 - who], people[who])

    assert corrected.json == {"state": "recorded"}
    assert room.votes(poll) == ([0, 1, 0, 0] if who == 0 else [1, 0, 0, 0])


def test_a_third_person_ends_it_where_one_of_two_is_gone(room: Room, hall_of: Hall) -> None:
    session, poll, sheet, ann, ben = hall_of
    key(room, poll, sheet, [0], ann)
    key(room, poll, sheet, [1], ben)
    (cleo,) = tellers(room, session, 1)

    assert key(room, poll, sheet, [2], cleo).json == {"state": "differs"}
    assert key(room, poll, sheet, [1], cleo).json == {"state": "recorded"}
    assert room.votes(poll) == [0, 1, 0, 0]


def test_more_marks_than_allowed_are_keyed_as_spoiled_and_never_cut_short(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of

    assert key(room, poll, sheet, [0, 1, 2], ann).json == {"state": "once"}
    assert key(room, poll, sheet, [0, 1], ben).json == {"state": "differs"}
    assert key(room, poll, sheet, None, ben).json == {"state": "spoiled"}
    assert (room.result(poll)["ballots"], room.votes(poll)) == (0, [0, 0, 0, 0])
    assert ways(room, poll) == {"assisted": 0, "paper": 0, "spoiled": 1}


def test_a_spoiled_sheet_leaves_an_earlier_ballot_and_is_counted_once(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of
    assist(room, poll, sheet, [3])

    assert keyed(room, poll, sheet, None, [ann, ben, ann, ben]) == "spoiled"

    assert (room.votes(poll), room.result(poll)["ballots"]) == ([0, 0, 0, 1], 1)
    assert ways(room, poll) == {"assisted": 1, "paper": 0, "spoiled": 0}  # whose ballot counts has returned one sheet


def test_a_sheet_that_was_not_spoiled_after_all_is_taken_out_of_their_number(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of
    keyed(room, poll, sheet, None, [ann, ben])

    assert keyed(room, poll, sheet, [1], [ann, ben]) == "recorded"

    assert (room.votes(poll), ways(room, poll)) == ([0, 1, 0, 0], {"assisted": 0, "paper": 1, "spoiled": 0})


def test_a_sheet_replaces_what_the_ticket_cast_before_and_no_phone_replaces_the_sheet(
    room: Room, hall_of: Hall
) -> None:
    session, poll, sheet, ann, ben = hall_of
    phone = enter(room, session, secret(sheet)).json["voter"]
    room.cast(phone, poll, [3])

    assert keyed(room, poll, sheet, [0], [ann, ben]) == "recorded"
    assert (room.votes(poll), ways(room, poll)["paper"]) == ([1, 0, 0, 0], 1)
    for more in ({}, {"revision": 2}):  # else box and record would differ, and nobody would know
        refused = room.cast(phone, poll, [2], **more)
        assert (refused.status, refused.problem, refused.json["recorded"]["revision"]) == (409, "voted-on-paper", 2)
        assert "sheet counts" in refused.json["detail"]
    assert (room.votes(poll), ways(room, poll)["paper"]) == ([1, 0, 0, 0], 1)
    assert assist(room, poll, sheet, [1]).status == 200
    assert (room.votes(poll), ways(room, poll)) == ([0, 1, 0, 0], {**WAYS, "assisted": 1, "replaced": 1})
    assert room.cast(phone, poll, [2], revision=3).status == 200
    assert (room.votes(poll), ways(room, poll)) == ([0, 0, 1, 0], {**WAYS, "replaced": 1})


def test_keyed_again_as_it_is_recorded_nothing_happens(room: Room, hall_of: Hall) -> None:
    """A page that is sent twice, or the first person's packet that arrives after the second's."""
    session, poll, sheet, ann, ben = hall_of
    keyed(room, poll, sheet, [0], [ann, ben])
    phone = enter(room, session, secret(sheet)).json["voter"]

    assert [key(room, poll, sheet, [0], each).json["state"] for each in (ann, ben)] == ["recorded"] * 2
    held = room.call("GET", f"/api/polls/{poll['id']}/ballot", by=phone).json
    assert held["revision"] == 1
    assert unsettled(room, session, poll) == 0


def test_a_recorded_sheet_is_corrected_by_keying_it_twice_again(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of
    keyed(room, poll, sheet, [0], [ann, ben])

    assert key(room, poll, sheet, [1], ann).json == {"state": "once"}
    assert key(room, poll, sheet, [0], ben).json["state"] == "differs"
    assert room.votes(poll) == [1, 0, 0, 0]
    assert key(room, poll, sheet, [1], ben).json == {"state": "recorded"}
    assert room.votes(poll) == [0, 1, 0, 0]


def test_a_ballot_that_a_phone_sent_in_between_is_not_replaced_unseen(room: Room, hall_of: Hall) -> None:
    session, poll, sheet, ann, ben = hall_of
    phone = enter(room, session, secret(sheet)).json["voter"]
    key(room, poll, sheet, [0], ann, revision=0)
    room.cast(phone, poll, [3])

    stale = key(room, poll, sheet, [0], ben, revision=0)
    assert (refused(stale), room.votes(poll)) == ((409, "stale-revision"), [0, 0, 0, 1])
    assert key(room, poll, sheet, [0], ben, revision=1).json == {"state": "recorded"}
    assert room.votes(poll) == [1, 0, 0, 0]


def test_both_at_once_count_it_once(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of
    path, sent = f"/api/polls/{poll['id']}/paper", body(poll, sheet, [0])

    def post(tab: Tab) -> str:
        cookie = "; ".join(f"{name}={value}" for name, value in tab.cookies.items())
        headers = {"Origin": ORIGIN, "Cookie": cookie}
        return str(room.client.request("POST", path, json=sent, headers=headers).json()["state"])

    with ThreadPoolExecutor(2) as pool:
        states = list(pool.map(post, (ann, ben)))

    assert sorted(states) == ["once", "recorded"]
    assert (room.votes(poll), ways(room, poll)["paper"]) == ([1, 0, 0, 0], 1)


def test_a_blank_sheet_is_a_blank_ballot_where_the_poll_allows_it(room: Room) -> None:
    session, poll = meeting(room, min_choices=0)
    sheet, people = ticket(room, session), tellers(room, session)

    assert keyed(room, poll, sheet, [], people) == "recorded"
    assert (room.result(poll)["ballots"], room.votes(poll)) == (1, [0, 0, 0, 0])
    assert ways(room, poll) == {"assisted": 0, "paper": 1, "spoiled": 0}


def test_too_few_marks_are_for_a_person_to_call_spoiled(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of

    assert refused(key(room, poll, sheet, [], ann)) == (422, "too-few-choices")
    assert keyed(room, poll, sheet, None, [ann, ben]) == "spoiled"


def test_graded_sheets_take_marks_and_count_once_they_are_equal(room: Room) -> None:
    listed = {"title": "Reports", "type": "grade", "options": [{"title": title} for title in REPORTS]}
    session = room.session(groups=("East",), admission="ticket", polls=[listed])
    poll, sheet = session["polls"][0], ticket(room, session)
    room.open(poll)
    (ann,) = tellers(room, session, 1)
    path, first = f"/api/polls/{poll['id']}/paper", poll["options"][0]["id"]

    def grade(name: str) -> Json:
        return {"ticket": sheet["serial"], "marks": {first: name}}

    origin = {"Origin": ORIGIN}
    assert room.call("POST", path, cookies=ann.cookies, headers=origin, json=grade(NAMES[0])).json["state"] == "once"
    other = room.host("POST", path, json=grade(NAMES[1]))
    assert other.json == {"state": "differs"}
    assert room.host("POST", path, json=grade(NAMES[0])).json == {"state": "recorded"}
    assert room.result(poll)["options"][0]["grading"]["counts"] == [1, 0, 0, 0]


def test_hosts_hear_how_many_sheets_are_not_settled(room: Room, hall_of: Hall) -> None:
    session, poll, sheet, ann, ben = hall_of
    other = ticket(room, session)
    assert unsettled(room, session, poll) == 0

    key(room, poll, sheet, [0], ann)
    key(room, poll, other, [0], ann)
    assert unsettled(room, session, poll) == 2
    key(room, poll, other, [1], ben)
    assert unsettled(room, session, poll) == 2
    key(room, poll, sheet, [0], ben)
    with listening(room, session, "host", by=HOST_KEY) as ear:
        ear.until("presence", unsettled={poll["id"]: 1})
        key(room, poll, other, [0], ben)
        ear.until("presence", unsettled={})


def unsettled(room: Room, session: Json, poll: Json) -> int:
    """As the host's page hears it on connecting."""
    with listening(room, session, "host", by=HOST_KEY) as ear:
        return int(ear.until("presence")["unsettled"].get(poll["id"], 0))


def test_a_ticket_that_does_not_stand_takes_no_sheet(room: Room, hall_of: Hall) -> None:
    session, poll, sheet, ann, _ = hall_of
    waiting = ticket(room, session, valid=False)
    act(room, session, sheet, "revoke")

    assert refused(key(room, poll, sheet, [0], ann)) == (409, "ticket-revoked")
    assert refused(key(room, poll, waiting, [0], ann)) == (409, "ticket-not-issued")
    assert refused(key(room, poll, {"serial": "9-99"}, [0], ann)) == (422, "unknown-ticket")
    assert unsettled(room, session, poll) == 0


def test_after_close_no_sheet_is_keyed_and_what_one_person_keyed_does_not_count(room: Room, hall_of: Hall) -> None:
    _, poll, sheet, ann, ben = hall_of
    key(room, poll, sheet, [0], ann)
    room.close(poll)

    late = key(room, poll, sheet, [0], ben)

    assert (refused(late), late.json["state"]) == ((409, "poll-closed"), "closed")
    assert (room.result(poll)["ballots"], room.votes(poll)) == (0, [0, 0, 0, 0])


def test_only_hosts_and_tellers_key(room: Room, session: Json, poll: Json, hall_of: Hall) -> None:
    assert_only_the_host(room, "POST", f"/api/polls/{poll['id']}/paper", session, json={})
    _, theirs, _, ann, _ = hall_of
    elsewhere = room.call("POST", f"/api/polls/{poll['id']}/paper", cookies=ann.cookies, headers={"Origin": ORIGIN})
    assert elsewhere.status == 403
    assert_method_refused(room, "GET", f"/api/polls/{theirs['id']}/paper", "POST")
    assert room.host("POST", f"/api/polls/{UNKNOWN}/paper", json={}).problem == "unknown-poll"


@pytest.mark.parametrize("body", broken(8192))
def test_a_body_that_cannot_be_read_is_refused(room: Room, poll: Json, body: Any) -> None:
    assert_refused(send(room, "POST", f"/api/polls/{poll['id']}/paper", body, by=HOST_KEY), body)


@pytest.mark.parametrize("fields", [{}, {"choices": [], "spoiled": True}, {"choices": [], "marks": {}}, {"spoiled": 1}])
def test_fields_that_are_missing_or_contradict_are_refused(room: Room, hall_of: Hall, fields: Json) -> None:
    _, poll, sheet, _, _ = hall_of

    answer = room.host("POST", f"/api/polls/{poll['id']}/paper", json={"ticket": sheet["serial"], **fields})

    assert refused(answer) == (422, "bad-fields")
