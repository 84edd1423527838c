"""A sealed poll leaves the server as turnout only: whatever was chosen, every page, file and message is the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import pytest

from server.permissions import WHO_MAY
from tests.builders import HOST_KEY, Json, Room
from tests.features.hosts.roles import helper
from tests.live.listening import listening

SCENES = ("voting", "tally", "groups")
# Made or measured anew for every page.
DRAWN = re.compile(
    rb'name="(?:id|number|batch)" value="[^"]*"|\d{4}( \d{4}){3}'
    rb'|id="check-disk" data-is="[a-z]+"|(?s:<p id="disk-now">.*?</p>)'
)


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def meeting(room: Room, display: str) -> tuple[Json, list[str]]:
    """An open poll in which six have voted, three of each group."""
    listed = [{"title": f"Project {letter}"} for letter in "ABCDEFG"]
    poll = {"title": "Livelihood", "display": display, "options": listed}
    session = room.session(groups=("East", "West"), polls=[poll, {**poll, "title": "Tasks"}], smallest_group=0)
    for each in session["polls"]:
        room.open(each, seconds=600)
    voters = [room.join(session, group) for group in ("East", "West") * 3]
    cast(room, session, voters, lambda at: [0, at % 3])
    return session, voters


def cast(room: Room, session: Json, voters: list[str], choose: Callable[[int], list[int]]) -> None:
    for poll in session["polls"]:
        for at, voter in enumerate(voters):
            assert room.cast(voter, poll, sorted(set(choose(at)))).status == 200


Roles = dict[str, dict[str, object]]


def everybody(room: Room, session: Json, stranger: str) -> Roles:
    return {
        "nobody": {},
        "host": {"by": HOST_KEY},
        "host's browser": {"cookies": room.host_cookie()},
        "helper at the door": {"cookies": helper(room, session, "desk").cookies},
        "teller": {"cookies": helper(room, session, "teller").cookies},
        "observer": {"cookies": helper(room, session, "observer").cookies},
        "screen": {"cookies": room.screen_cookie(session)},
        "voter": {"by": stranger},
        "voter's browser": {"cookies": {f"voter-{session['id']}": stranger}},
    }


def outputs(
    room: Room, session: Json, stranger: str, roles: Roles, scenes: Sequence[str]
) -> Iterator[tuple[str, bytes]]:
    """What every route that reads answers to everybody, in every scene; of those who voted only who has not."""
    for scene in scenes:
        shown = {"kind": scene, "poll": session["polls"][0]["id"]}
        assert room.host("PUT", f"/api/sessions/{session['id']}/scene", json=shown).status == 200
        for row in sorted(WHO_MAY):
            method, _, path = row.partition(" ")
            if method == "GET" and "{name}" not in path and "{version}" not in path:
                for role, given in roles.items():
                    answer = room.call("GET", filled(path, session), **given)  # type: ignore[arg-type]
                    assert answer.status < 500
                    yield f"{scene} {row} as {role}", DRAWN.sub(b"", answer.response.content)
        yield from heard(room, session, stranger, scene)


def filled(path: str, session: Json) -> str:
    poll = session["polls"][0]
    parts = {
        "session": session["id"],
        "poll": poll["id"],
        "code": session["join_code"],
        "n": "1",
        "ticket": "A" * 26,
        "secret": "none",
        "item": "none",
        "ending": "csv",
    }
    return path.format(**parts, option=poll["options"][0]["id"])


def heard(room: Room, session: Json, stranger: str, scene: str) -> Iterator[tuple[str, bytes]]:
    """The last message of each kind, since how many of them come depends on how busy the machine is."""
    for view, by in (("phone", stranger), ("screen", HOST_KEY), ("host", HOST_KEY)):
        with listening(room, session, view, by=by) as ear:
            ear.until("state")
            for poll in session["polls"]:
                if not any(each.get("poll") == poll["id"] for each in ear.heard):
                    ear.until("tally", poll=poll["id"])
            ear.rest(0.1)
            last = {(each["type"], each.get("poll")): {**each, "seq": 0} for each in ear.heard}
            told = {kind: message for kind, message in last.items() if kind[0] in ("state", "tally")}
            yield f"{scene} socket {view}", repr(sorted(told.items())).encode()


def differing(room: Room, session: Json, voters: list[str], scenes: Sequence[str] = SCENES) -> list[str]:
    stranger = room.join(session, "East")
    roles = everybody(room, session, stranger)
    for scene in (*SCENES, *SCENES):  # so that the history of the console holds nothing else
        room.host(
            "PUT", f"/api/sessions/{session['id']}/scene", json={"kind": scene, "poll": session["polls"][0]["id"]}
        )
    room.host("GET", f"/host/{session['id']}/rehearsal")  # its checklist notices who opens the link from now on
    room.call("GET", f"/j/{session['join_code']}")
    before = dict(outputs(room, session, stranger, roles, scenes))
    cast(room, session, voters, lambda at: [6, 3 + at % 2])
    after = dict(outputs(room, session, stranger, roles, scenes))
    assert before.keys() == after.keys()
    return [name for name in before if before[name] != after[name]]


def test_nothing_that_leaves_the_server_depends_on_what_is_in_a_sealed_poll(room: Room) -> None:
    session, voters = meeting(room, "sealed")

    assert differing(room, session, voters) == []


def test_of_a_live_poll_what_hosts_and_screens_get_does_depend_on_it(room: Room) -> None:
    session, voters = meeting(room, "live")
    found = differing(room, session, voters, ("tally",))

    for row in ("GET /api/polls/{poll}/result as host", "GET /screen/{session} as screen", "socket host"):
        assert f"tally {row}" in found
    assert not [name for name in found if name.endswith((" as nobody", " as voter", " as voter's browser", "phone"))]
