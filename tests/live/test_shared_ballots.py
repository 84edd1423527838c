"""Where the members of a group share a ballot, their phones are told when it changes, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.builders import Json, Room
from tests.live.listening import Ear, listening


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(options=3, groups=("East", "West"), voters="group")


@pytest.fixture
def ears(room: Room, session: Json, poll: Json) -> Iterator[dict[str, Ear]]:
    """Two phones of one group and one of another, by their bearers; a screen and a host."""
    with ExitStack() as stack:
        voters = {name: room.join(session, name.split()[0]) for name in ("East 1", "East 2", "West 1")}
        found = {name: stack.enter_context(listening(room, session, "phone", by)) for name, by in voters.items()}
        found |= {view: stack.enter_context(listening(room, session, view)) for view in ("screen", "host")}
        for ear in found.values():
            ear.until("state")
        yield found


def ballots(ear: Ear) -> list[Json]:
    ear.rest(0.4)
    return [message for message in ear.heard if message["type"] == "ballot"]


def test_every_phone_of_the_group_is_told_and_no_other(
    room: Room, session: Json, poll: Json, ears: dict[str, Ear]
) -> None:
    room.cast(room.join(session, "East"), poll, [0, 1])

    for name in ("East 1", "East 2"):
        told = ears[name].until("ballot", revision=1)
        assert told.keys() == {"type", "seq", "poll", "revision"}
        assert told["poll"] == poll["id"]
    for name in ("West 1", "screen", "host"):
        ears[name].until("tally", ballots=1)  # the control: it hears of the change as such
    assert [each["revision"] for each in ballots(ears["West 1"])] == [0]
    assert ballots(ears["screen"]) == ballots(ears["host"]) == []


def test_a_repeat_is_no_news(room: Room, session: Json, poll: Json, ears: dict[str, Ear]) -> None:
    voter = room.join(session, "East")
    room.cast(voter, poll, [0], id="one")
    room.cast(voter, poll, [1], id="two")
    ears["East 1"].until("ballot", revision=2)

    assert room.cast(voter, poll, [0], id="one").json["revision"] == 1

    assert ballots(ears["East 1"])[-1]["revision"] == 2
    room.cast(voter, poll, [2])
    ears["East 1"].until("ballot", revision=3)  # the control


def test_a_phone_that_connects_is_told_where_its_group_stands(room: Room, session: Json, poll: Json) -> None:
    voters = {name: room.join(session, name) for name in ("East", "West")}
    room.cast(voters["East"], poll, [0])
    room.cast(voters["East"], poll, [1])

    for name, revision in (("East", 2), ("West", 0)):
        with listening(room, session, "phone", voters[name]) as ear:
            kinds = [ear.next()["type"] for _ in range(3)]
            assert kinds[0] == "state"
            assert sorted(kinds[1:]) == ["ballot", "tally"]
            assert [each["revision"] for each in ear.heard if each["type"] == "ballot"] == [revision]


def test_who_moves_hears_of_the_new_group_only(room: Room, session: Json, poll: Json) -> None:
    voter, other = room.join(session, "East"), room.join(session, "East")
    west = next(group["id"] for group in session["groups"] if group["name"] == "West")
    with listening(room, session, "phone", voter) as moved, listening(room, session, "phone", other) as stayed:
        room.call("POST", f"/api/sessions/{session['id']}/join", by=voter, json={"group": west})
        room.cast(other, poll, [0])
        stayed.until("ballot", revision=1)
        assert [each["revision"] for each in ballots(moved)] == [0]

        room.cast(room.join(session, "West"), poll, [1])
        moved.until("ballot", revision=1)


def test_where_persons_vote_no_phone_is_told(room: Room) -> None:
    session = room.session(options=3, groups=("East",))
    poll = session["polls"][0]
    room.open(poll)
    voter = room.join(session, "East")
    with listening(room, session, "phone", voter) as ear:
        room.cast(voter, poll, [0])
        ear.until("tally", ballots=1)
        assert ballots(ear) == []


def test_a_host_who_looks_at_the_phones_view_belongs_to_no_group(room: Room, session: Json, poll: Json) -> None:
    with listening(room, session, "phone") as ear:
        room.cast(room.join(session, "East"), poll, [0])
        ear.until("tally", ballots=1)
        assert ballots(ear) == []
