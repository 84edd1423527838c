"""GET /ws/{session}: what each audience is sent first, and with every change."""

from __future__ import annotations

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.builders import Json, Room
from tests.live.listening import Ear, listening

VIEWS = ("phone", "screen", "host")


def show_votes(room: Room, session: Json, poll: Json) -> None:
    room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "tally", "poll": poll["id"]})


def numbers(ear: Ear) -> list[int]:
    return [message["seq"] for message in ear.heard]


@pytest.mark.parametrize("view", VIEWS)
def test_the_state_comes_first_then_the_tally_of_each_open_poll(room: Room, view: str) -> None:
    lists = [{"title": str(n), "options": [{"title": "One"}, {"title": "Two"}]} for n in range(3)]
    session = room.session(polls=lists)
    for poll in session["polls"][:2]:
        room.open(poll, seconds=90)

    with listening(room, session, view) as ear:
        state = ear.next()
        tallies = [ear.next(), ear.next()]

    assert (state["type"], state["seq"], state["session"]) == ("state", 1, session["id"])
    assert state["scene"] == {"kind": "join", "poll": None, "step": 0}
    assert [(poll["state"], poll["remaining"]) for poll in state["polls"]] == [
        ("open", 90),
        ("open", 90),
        ("draft", None),
    ]
    assert [tally["poll"] for tally in tallies] == [poll["id"] for poll in session["polls"][:2]]
    assert {tally["type"] for tally in tallies} == {"tally"}


@pytest.mark.parametrize("view", ["screen", "host"])
def test_screens_and_hosts_get_every_option_zeros_included(room: Room, session: Json, poll: Json, view: str) -> None:
    room.cast(room.join(session, "East"), poll, [1])
    show_votes(room, session, poll)

    with listening(room, session, view) as ear:
        first = ear.until("tally")
        room.cast(room.join(session, "West"), poll, [1, 2])
        moved = ear.until("tally", ballots=2)

    zero, one, two = (option["id"] for option in poll["options"])
    assert (first["ballots"], first["counts"]) == (1, {zero: 0, one: 1, two: 0})
    assert moved["counts"] == {zero: 0, one: 2, two: 1}


def test_a_replaced_ballot_moves_the_counts_and_not_the_turnout(room: Room, session: Json, poll: Json) -> None:
    voter = room.join(session)
    room.cast(voter, poll, [0])
    zero, one, two = (option["id"] for option in poll["options"])
    show_votes(room, session, poll)

    with listening(room, session, "screen") as ear:
        ear.until("tally", counts={zero: 1, one: 0, two: 0})
        room.cast(voter, poll, [1, 2])
        ear.until("tally", counts={zero: 0, one: 1, two: 1}, ballots=1)


def test_phones_get_the_turnout_and_never_counts(room: Room, session: Json, poll: Json) -> None:
    voter = room.join(session, "East")

    with listening(room, session, "phone", by=voter) as ear:
        room.cast(voter, poll, [0])
        ear.until("tally", ballots=1)
        room.close(poll)
        room.reveal(poll)
        ear.until_poll("revealed")
        ear.rest()

    assert all("counts" not in message and "places" not in message.get("scene", {}) for message in ear.heard)


@pytest.mark.parametrize("view", VIEWS)
def test_a_sealed_poll_sends_no_counts_to_anyone_before_close(
    room: Room, session: Json, draft: Json, view: str
) -> None:
    room.host("PATCH", f"/api/polls/{draft['id']}", json={"display": "sealed"})
    room.open(draft)

    with listening(room, session, view) as ear:
        ear.until("tally", ballots=0)
        room.cast(room.join(session), draft, [0])
        ear.until("tally", ballots=1)
        sealed = list(ear.heard)
        room.close(draft)
        ear.until_poll("closed")
        ear.rest()

    assert all("counts" not in message for message in sealed)
    told = [message for message in ear.heard[len(sealed) :] if "counts" in message]
    assert bool(told) is (view == "host")  # from close the host knows


def test_sealing_an_open_poll_ends_its_counts(room: Room, session: Json, poll: Json) -> None:
    show_votes(room, session, poll)
    with listening(room, session, "screen") as ear:
        assert "counts" in ear.until("tally")
        room.host("PATCH", f"/api/polls/{poll['id']}", json={"display": "sealed"})
        ear.rest()
        before = len(ear.heard)
        room.cast(room.join(session), poll, [0])
        ear.until("tally", ballots=1)

    assert all("counts" not in message for message in ear.heard[before:])


def test_presence_goes_to_screens_and_hosts_by_group(room: Room, session: Json) -> None:
    east, west = (group["id"] for group in session["groups"])
    phone = room.join(session, "East")

    with (
        listening(room, session, "screen") as screen,
        listening(room, session, "host") as host,
        listening(room, session, "phone", by=phone) as quiet,
    ):
        for group in ("East", "West", None):
            room.join(session, group)
        expected = {"joined": 4, "groups": {east: 2, west: 1, "": 1}}
        screen.until("presence", **expected)
        host.until("presence", **expected)
        quiet.rest()

    assert {message["type"] for message in quiet.heard} == {"state"}


@pytest.mark.parametrize("view", VIEWS)
def test_every_change_of_the_state_is_told(room: Room, session: Json, draft: Json, view: str) -> None:
    with listening(room, session, view) as ear:
        ear.until("state")
        steps = [
            ("open", "/open", {"seconds": 120}, 120),
            ("open", "/extend", {"seconds": 30}, 150),
            ("open", "/close", {"in": 10}, 10),
            ("open", "/cancel-close", {}, 150),
            ("closed", "/close", {"in": 0}, None),
            ("revealed", "/reveal", {}, None),
        ]
        for reached, path, body, left in steps:
            room.host("POST", f"/api/polls/{draft['id']}{path}", json=body)
            poll = ear.until("state")["polls"][0]
            assert (poll["state"], poll["remaining"]) == (reached, left), path
        room.host("PUT", f"/api/sessions/{session['id']}/scene", json={"kind": "hold"})
        assert ear.until("state")["scene"]["kind"] == "hold"


def test_seq_grows_by_one_over_all_kinds_and_per_connection(room: Room, session: Json, poll: Json) -> None:
    with listening(room, session, "host") as first:
        for group in ("East", "West"):
            room.cast(room.join(session, group), poll, [0])
        room.close(poll)
        first.rest()
        with listening(room, session, "host") as second:
            second.rest()

    assert {message["type"] for message in first.heard} == {"state", "tally", "turnout", "presence"}
    assert numbers(first) == list(range(1, len(first.heard) + 1))
    assert numbers(second) == list(range(1, len(second.heard) + 1))


def test_a_reconnect_finds_the_whole_picture_again(room: Room, session: Json, poll: Json) -> None:
    show_votes(room, session, poll)
    with listening(room, session, "screen") as ear:
        ear.until("tally")
    for _ in range(3):
        room.cast(room.join(session), poll, [2])

    with listening(room, session, "screen") as again:
        assert again.next()["polls"][0]["ballots"] == 3
        assert again.until("tally")["counts"][poll["options"][2]["id"]] == 3


@pytest.mark.parametrize("view", VIEWS)
def test_a_deleted_session_says_bye_and_ends(room: Room, session: Json, view: str) -> None:
    other = room.session()
    with listening(room, session, view) as ear, listening(room, other, view) as kept:
        ear.until("state")
        room.host("DELETE", f"/api/sessions/{session['id']}")
        ear.until("bye")
        with pytest.raises(WebSocketDisconnect):
            ear.next()
        kept.rest()

    assert all(message["type"] != "bye" for message in kept.heard)


def test_what_happens_in_another_session_is_not_heard(room: Room, session: Json, poll: Json) -> None:
    other = room.session(options=3)
    with listening(room, session, "host") as ear:
        ear.rest(0.8)  # longer than presence waits
        before = len(ear.heard)
        room.open(other["polls"][0])
        room.cast(room.join(other), other["polls"][0], [0])
        ear.rest()

    assert ear.heard[before:] == []


@pytest.mark.parametrize("said", ['{"type": "draft", "poll": "x", "chosen": true}', "junk", "", "[" * 2_000])
def test_whatever_a_phone_says_it_goes_on_hearing(room: Room, session: Json, poll: Json, said: str) -> None:
    with listening(room, session, "phone", by=room.join(session)) as ear:
        ear.until("state")
        ear.say(said)
        room.close(poll)
        assert ear.until("state")["polls"][0]["state"] == "closed"
