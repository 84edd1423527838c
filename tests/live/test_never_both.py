"""Over every scene, credential, display and way out: who can tell counts, who turnout by group; none but hosts both.

The same meeting is held four times, each from a copy of one folder, so that what two answer differs only by what was
voted: by who of which group voted (``turnout``), by how often each option was chosen (``counts``), or by which group
chose what, with turnout and counts the same (``by group``).
"""

from __future__ import annotations

import json
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from server.live import tallies
from server.permissions import WHO_MAY
from server.surfaces import screen as screen_page
from tests.builders import Clock, Room, client_of
from tests.features.hosts.roles import helper
from tests.live.listening import listening
from tests.live.test_sealed import DRAWN, filled
from votes import result as results

SCENES = ("join", "voting", "hold", "tally", "groups", "reveal", "timer", "message", "question")
WITH_TURNOUT = ("join", "voting", "hold")
LISTED = {"title": "Livelihood", "options": [{"title": "Canteen"}, {"title": "Lift"}]}
# Who chose what: the first two sit in the East, the others in the West.
HELD: Mapping[str, Mapping[int, int]] = {
    "": {0: 0, 1: 1, 2: 0},
    "turnout": {0: 0, 2: 1, 3: 0},
    "counts": {0: 0, 1: 1, 2: 1},
    "by group": {0: 0, 1: 0, 2: 1},
}
Way = tuple[str, str]  # the scene, or nothing where none matters; the credential
Told = dict[Way, set[str]]


class Meeting:
    """One meeting, kept as a folder in which nobody has voted yet."""

    def __init__(self, folder: Path, displays: Sequence[str]) -> None:
        self.folder = folder
        with client_of(folder, Clock()) as client:
            room = Room(client, Clock(), folder)
            polls = [{**LISTED, "display": display} for display in displays]
            session = room.session(groups=("East", "West"), polls=polls, smallest_group=0, locale="en")
            for poll in session["polls"]:
                assert room.open(poll).status == 200
            self.session = session
            self.voters = [room.join(session, group) for group in ("East", "East", "West", "West")]
            self.stranger = room.join(session, "East")
            screen, host = dict(room.screen_cookie(session)), room.host_cookie()
            observer = dict(helper(room, session, "observer").cookies)
            self.roles: dict[str, dict[str, str]] = {
                "host": host,
                "observer": observer,
                "screen": screen,
                "screen of an observer": {**screen, **observer},
                "voter": {f"voter-{session['id']}": self.stranger},
            }

    def told(self, state: str = "open", *names: str) -> Told:
        """What each credential can tell in each scene."""
        held = {name: dict(self._held(name, state)) for name in {"", *(names or HELD)}}
        told: Told = defaultdict(set)
        for name in held:
            for place, found in held[""].items():
                if held[name][place] != found:
                    told[place[:2]].add(name)
                    print(name, *place)  # for whoever sees this fail
        return told

    def _held(self, name: str, state: str) -> Iterator[tuple[tuple[str, str, str], bytes]]:
        copy = self.folder.with_name(f"{self.folder.name}-{state}-{name or 'plain'}")
        shutil.copytree(self.folder, copy)
        with client_of(copy, Clock()) as client:
            room = Room(client, Clock(), copy)
            for poll in self.session["polls"]:
                for at, choice in HELD[name].items():
                    assert room.cast(self.voters[at], poll, [choice]).status == 200
                if state != "open":
                    room.close(poll)
            yield from self._answers(room)
            for scene in SCENES:
                shown = {"kind": scene, "poll": self.session["polls"][0]["id"]}
                if room.host("PUT", f"/api/sessions/{self.session['id']}/scene", json=shown).status == 200:
                    yield from self._shown(room, scene)

    def _answers(self, room: Room) -> Iterator[tuple[tuple[str, str, str], bytes]]:
        """Every route that reads, but for the screen's page."""
        for row in sorted(WHO_MAY):
            method, _, path = row.partition(" ")
            is_file = "{name}" in path or "{version}" in path
            if method == "GET" and not is_file and path != "/screen/{session}":
                for role, cookies in self.roles.items():
                    answer = room.call("GET", filled(path, self.session), cookies=cookies)
                    assert answer.status < 500
                    yield ("", role, row), DRAWN.sub(b"", answer.response.content)

    def _shown(self, room: Room, scene: str) -> Iterator[tuple[tuple[str, str, str], bytes]]:
        """The screen's page, and whatever a socket is sent at once."""
        for role, cookies in self.roles.items():
            page = room.call("GET", f"/screen/{self.session['id']}", cookies=cookies)
            yield (scene, role, "page"), DRAWN.sub(b"", page.response.content)
            for view in ("phone",) if role == "voter" else ("screen",) if role == "screen" else ("screen", "host"):
                with listening(room, self.session, view, cookies=cookies) as ear:
                    polls = ear.until("state")["polls"]
                    for poll in (each for each in polls if each["state"] == "open"):
                        if all(each.get("poll") != poll["id"] for each in ear.heard):
                            ear.until("tally", poll=poll["id"])
                    ear.rest(0.05)
                # The last of each kind: how many of them come depends on how busy the machine is.
                last = {f"{each['type']} {each.get('poll')}": {**each, "seq": 0} for each in ear.heard}
                told = {kind: last[kind] for kind in sorted(last) if not kind.startswith("presence")}
                yield (scene, role, view), json.dumps(told).encode()


@pytest.fixture
def folder(tmp_path: Path, migrated: Path) -> Path:
    made = tmp_path / "meeting"
    made.mkdir()
    shutil.copy(migrated, made)
    return made


@pytest.mark.parametrize("displays", [("live", "sealed"), ("sealed", "live"), ("sealed",)])
def test_of_an_open_poll_each_credential_tells_what_it_may_and_none_but_the_host_both(
    folder: Path, displays: tuple[str, ...]
) -> None:
    is_live = "live" in displays
    told = Meeting(folder, displays).told()

    assert not [way for way, what in told.items() if "by group" in what]
    assert told["", "host"] == ({"turnout", "counts"} if is_live else {"turnout"})
    assert told["", "observer"] == ({"counts"} if is_live else set())
    assert not told["", "screen"] | told["", "voter"]
    shown = {scene for scene, _ in told} - {""}
    assert shown >= {"tally", *WITH_TURNOUT} - (set() if is_live else {"tally"})  # the control
    for scene in shown:
        counts = {"counts"} if scene == "tally" and displays[0] == "live" else set()
        turnout = {"turnout"} if scene in WITH_TURNOUT else set()
        assert told[scene, "screen"] == (counts or turnout), scene
        assert told[scene, "voter"] == set(), scene
        for observer in ("observer", "screen of an observer"):
            assert told[scene, observer] == ({"counts"} if is_live else {"turnout"}), scene


def test_the_walk_sees_a_leak(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Meeting(folder, ("live",))
    for module in (tallies, screen_page):
        monkeypatch.setattr(module, "may_hear_turnout", lambda *_: True)
    told = meeting.told("open", "turnout", "counts")

    assert told["tally", "screen"] == {"turnout", "counts"}
    assert told["voting", "observer"] == {"turnout", "counts"}


def test_the_walk_sees_rows_of_groups(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = Meeting(folder, ("live",))
    monkeypatch.setattr(results, "is_judged", lambda _: True)
    told = meeting.told("open", "by group")

    for role in ("host", "observer"):
        assert "by group" in told["", role]
    assert "by group" not in told["", "voter"]


def test_once_it_is_closed_hosts_and_observers_are_told_groups_as_before(folder: Path) -> None:
    told = Meeting(folder, ("live",)).told("closed", "by group")

    for role in ("host", "observer"):
        assert told["", role] == {"by group"}
    assert told["groups", "screen"] == {"by group"}
    assert not told["", "voter"]
