"""Turnout by group: to hosts beside the counts, to screens and observers only where they get none."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from server.live.hub import NOTHING, Inbox
from tests.builders import Json, Room
from tests.features.hosts.roles import helper
from tests.live.listening import listening

SCENES = ("join", "voting", "hold", "tally", "groups", "timer", "message", "question")
WITH_TURNOUT = ("join", "voting", "hold")
LISTED = {"title": "Livelihood", "options": [{"title": "Canteen"}, {"title": "Lift"}]}


def meeting(room: Room, *displays: str) -> Json:
    """An open poll for each, in which nobody has voted."""
    polls = [{**LISTED, "display": display} for display in displays or ("live",)]
    session = room.session(groups=("East", "West"), polls=polls, locale="en")
    for poll in session["polls"]:
        room.open(poll)
    return session


def vote(room: Room, session: Json, *groups: str) -> None:
    """Somebody of each group, in every list."""
    for group in groups:
        voter = room.join(session, group)
        for poll in session["polls"]:
            assert room.cast(voter, poll, [0]).status == 200


def show(room: Room, session: Json, kind: str) -> None:
    shown = {"kind": kind, "poll": session["polls"][0]["id"]}
    assert room.host("PUT", f"/api/sessions/{session['id']}/scene", json=shown).status == 200


def by_group(session: Json, east: int, west: int) -> dict[str, int]:
    return dict(zip((group["id"] for group in session["groups"]), (east, west), strict=True))


def told(messages: list[Json]) -> set[str]:
    """What was told of ballots beyond how many there are."""
    return {"counts" for each in messages if "counts" in each} | {
        "turnout" for each in messages if each["type"] == "turnout"
    }


def test_the_host_is_told_both_apart(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]["id"]
    vote(room, session, "East", "West")

    with listening(room, session, "host") as host:
        state, tally, turnout = (host.next() for _ in range(3))
        vote(room, session, "West")
        host.until("turnout", poll=poll, groups=by_group(session, 1, 2))

    assert state["type"] == "state"
    assert tally.keys() == {"type", "seq", "poll", "ballots", "counts"}
    assert turnout == {"type": "turnout", "seq": 3, "poll": poll, "groups": by_group(session, 1, 1)}


def test_turnout_comes_at_most_once_a_second_and_the_last_is_whole(room: Room) -> None:
    session = meeting(room)
    with listening(room, session, "host") as host:
        host.until("presence")
        began = time.monotonic()
        while time.monotonic() < began + 1.5:
            vote(room, session, "East", "West")
        host.rest(1.2)
        took = time.monotonic() - began

    turnouts = [message for message in host.heard if message["type"] == "turnout"][1:]  # but for that of the connection
    assert 2 <= len(turnouts) <= took + 1
    assert sum(turnouts[-1]["groups"].values()) == room.result(session["polls"][0])["ballots"]


@pytest.mark.parametrize("kind", SCENES)
def test_a_screen_hears_what_its_scene_shows_and_never_both(room: Room, kind: str) -> None:
    session = meeting(room)
    vote(room, session, "East")
    show(room, session, kind)

    with listening(room, session, "screen", cookies=room.screen_cookie(session)) as screen:
        screen.until("presence")
        first = told(screen.heard)
        vote(room, session, "West")
        screen.until("tally", ballots=2)
        screen.rest(1.2)

    expected = {"counts"} if kind == "tally" else {"turnout"} if kind in WITH_TURNOUT else set()
    assert (first, told(screen.heard)) == (expected, expected)


@pytest.mark.parametrize("by", ["screen", "host"])
def test_the_votes_of_another_list_than_the_one_shown_are_not_told_to_the_screen(room: Room, by: str) -> None:
    session = meeting(room, "live", "live")
    shown, other = session["polls"]
    show(room, session, "tally")
    cookies = room.screen_cookie(session) if by == "screen" else room.host_cookie()

    with listening(room, session, "screen", cookies=cookies) as screen:
        assert "counts" in screen.until("tally", poll=shown["id"])
        assert "counts" not in screen.until("tally", poll=other["id"])


def test_a_change_of_scene_tells_at_once_what_it_shows_and_ends_what_it_does_not(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]["id"]
    vote(room, session, "East")
    heard: dict[str, list[set[str]]] = {"tally": [], "voting": []}

    with listening(room, session, "screen", cookies=room.screen_cookie(session)) as screen:
        screen.until("presence")
        for kind in ("tally", "voting", "tally", "voting"):
            before = len(screen.heard)
            show(room, session, kind)
            screen.until("state")
            screen.rest(0.1)
            at_once = told(screen.heard[before:])
            vote(room, session, "West")
            screen.rest(1.2)
            heard[kind] += [at_once, told(screen.heard[before:])]
        screen.heard.clear()
        show(room, session, "hold")
        screen.until("turnout", poll=poll, groups=by_group(session, 1, 4))

    assert heard == {"tally": [{"counts"}] * 4, "voting": [{"turnout"}] * 4}


def test_while_ballots_rush_in_no_scene_hears_what_another_one_shows(room: Room) -> None:
    session = meeting(room)
    allowed = {"tally": {"counts"}, "voting": {"turnout"}, "join": {"turnout"}, "groups": set()}
    scene, found = "join", []

    with listening(room, session, "screen", cookies=room.screen_cookie(session)) as screen:
        for kind in ("voting", "tally", "groups", "tally", "voting") * 3:
            vote(room, session, "East")
            show(room, session, kind)
            vote(room, session, "West")
        screen.rest(1.2)

    for message in screen.heard:
        scene = message["scene"]["kind"] if message["type"] == "state" else scene
        found += [(scene, what) for what in told([message]) - allowed[scene]]
    assert found == []
    assert told(screen.heard) == {"counts", "turnout"}  # the control: it heard both, one after the other


@pytest.mark.parametrize(
    ("displays", "expected"),
    [(("live",), {"counts"}), (("sealed",), {"turnout"}), (("sealed", "live"), {"counts"})],
)
@pytest.mark.parametrize("view", ["host", "screen"])
def test_an_observer_hears_no_turnout_while_any_open_list_has_counts_for_it(
    room: Room, displays: tuple[str, ...], expected: set[str], view: str
) -> None:
    session = meeting(room, *displays)
    show(room, session, "voting")
    observer = dict(helper(room, session, "observer").cookies)

    def hears(cookies: Mapping[str, str]) -> set[str]:
        with listening(room, session, view, cookies=cookies) as ear:
            ear.until("presence")
            vote(room, session, "East")
            ear.rest(1.2)
        return told(ear.heard)

    turnout_alone = expected if "turnout" in expected else set()
    assert hears(observer) == (expected if view == "host" else turnout_alone)
    assert hears({**room.screen_cookie(session), **observer}) == (expected if view == "host" else turnout_alone)
    assert "turnout" in hears(room.host_cookie())  # the control


def test_sealing_the_last_live_list_gives_observers_the_turnout_instead(room: Room) -> None:
    session = meeting(room)
    poll = session["polls"][0]
    with listening(room, session, "host", cookies=dict(helper(room, session, "observer").cookies)) as observer:
        observer.until("presence")
        assert told(observer.heard) == {"counts"}
        room.host("PATCH", f"/api/polls/{poll['id']}", json={"display": "sealed"})
        observer.rest()
        before = len(observer.heard)
        vote(room, session, "East")
        observer.until("turnout", groups={session["groups"][0]["id"]: 1})

    assert told(observer.heard[before:]) == {"turnout"}


def test_phones_hear_neither(room: Room) -> None:
    session = meeting(room)
    with listening(room, session, "phone", by=room.join(session, "East")) as phone:
        vote(room, session, "East")
        phone.until("tally", ballots=1)
        phone.rest(1.2)

    assert told(phone.heard) == set()


def test_what_is_taken_back_is_not_sent_and_nothing_older_comes_after_it() -> None:
    inbox = Inbox()
    inbox.put("turnout", b'{"type":"turnout"}', 1)
    inbox.put("tally", b'{"type":"tally"}', 1)

    inbox.put("turnout", NOTHING, 3)
    inbox.put("turnout", b'{"type":"turnout"}', 2)

    assert list(inbox._frames) == ["tally"]
    inbox.put("turnout", b'{"type":"turnout"}', 4)  # the control
    assert list(inbox._frames) == ["tally", "turnout"]
