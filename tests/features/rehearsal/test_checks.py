"""The checklist: sound · projector · a phone · the address · clocks · disk; each noticed when it is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.features.rehearsal.checks import KEPT, ROOMY, Checks, Disk, is_reachable, look_at_disk
from tests.builders import HOST_KEY, Clock, Json, Room
from tests.features.admission import tickets
from tests.features.rehearsal.helpers import SLOW, begin, do, meeting, path_of, rows
from tests.live.listening import listening
from tests.tab import Page, Tab
from votes.model import SessionId

ROW = re.compile(r'<li id="check-(\w+)" data-is="(\w+)"')


def checks(room: Room, session: Json) -> dict[str, str]:
    return dict(ROW.findall(room.host("GET", path_of(session)).text))


def test_at_first_only_what_the_server_knows_by_itself_is_in_order(room: Room, session: Json) -> None:
    assert checks(room, session) == {
        "sound": "wait",
        "projector": "wait",
        "phone": "wait",
        "network": "look",  # the tests' server is reached by nobody else
        "clock": "wait",
        "disk": "ok",
    }


def test_the_host_says_that_the_bell_was_heard(room: Room, session: Json) -> None:
    do(room, session, "heard")

    assert checks(room, session)["sound"] == "ok"
    room.clock.pass_(300)
    said = Page(room.host("GET", path_of(session), headers={"Accept-Language": "en"}).text).text
    assert "The bell was heard. 5 minutes ago" in said
    assert checks(room, room.session())["sound"] == "wait"


def test_the_bell_rings_on_every_projector_of_the_meeting_and_nowhere_else(room: Room) -> None:
    session, other = meeting(room), room.session()
    run = begin(room, session, SLOW)
    with (
        listening(room, session, "screen", by=HOST_KEY) as own,
        listening(room, {"id": run.session}, "screen", by=HOST_KEY) as rehearsed,
        listening(room, session, "host", by=HOST_KEY) as host,
        listening(room, other, "screen", by=HOST_KEY) as foreign,
    ):
        for ear in (own, rehearsed, host, foreign):
            ear.until("state")

        do(room, session, "ring")

        own.until("bell")
        rehearsed.until("bell")
        for ear in (host, foreign):
            assert "bell" not in {message["type"] for message in ear.rest()}


def test_a_projector_is_noticed_while_it_is_connected(room: Room) -> None:
    session = meeting(room)
    ringing = '<button class="btn" name="do" value="ring" id="do-ring" disabled>'
    assert ringing in room.host("GET", path_of(session)).text
    with listening(room, session, "screen", by=HOST_KEY) as ear:
        ear.until("state")

        assert checks(room, session)["projector"] == "ok"
        assert ringing not in room.host("GET", path_of(session)).text

    run = begin(room, session, SLOW)
    with listening(room, {"id": run.session}, "screen", by=HOST_KEY) as ear:
        ear.until("state")
        assert checks(room, session)["projector"] == "ok"


@pytest.mark.parametrize("path", ["/j/{}", "/J/{}", "/j/{}/1"])
def test_another_device_that_opens_the_link_is_noticed_and_nothing_of_it_kept(fresh: Room, path: str) -> None:
    room, session = fresh, fresh.session(groups=("East",))
    link = path.format(session["join_code"])
    assert checks(room, session)["phone"] == "wait"
    Tab(room).sign_in().get(link)  # the host's own browser
    room.host("GET", link)
    assert checks(room, session)["phone"] == "wait"
    before = rows(room.folder)

    assert Tab(room).get(link).status == 200

    assert checks(room, session)["phone"] == "ok"
    assert rows(room.folder) == before


def test_with_tickets_the_code_on_the_wall_shows_that_phones_reach_us(room: Room) -> None:
    session = tickets.meeting(room)
    checks(room, session)

    Tab(room).get(f"/j/{session['join_code']}")

    assert checks(room, session)["phone"] == "ok"


def test_a_phone_in_the_rehearsal_shows_it_too(room: Room) -> None:
    session = meeting(room)
    run = begin(room, session, SLOW)
    copy = room.host("GET", f"/api/sessions/{run.session}").json
    assert checks(room, session)["phone"] == "wait"

    Tab(room).join(copy, "North")

    assert checks(room, session)["phone"] == "ok"


def test_meetings_that_nobody_checks_are_not_watched(tmp_path: Path, clock: Clock) -> None:
    watched = Checks(tmp_path)
    first, other = SessionId("first"), SessionId("other")
    watched.of(first)
    for meeting_ in (first, other):
        watched.opened(meeting_, clock())
    assert watched.of(first).phone_at == clock()
    assert watched.of(other).phone_at is None

    for n in range(KEPT):
        watched.of(SessionId(f"{n}"))
    assert watched.of(first).phone_at is None


def test_the_page_carries_the_servers_clock(room: Room, session: Json) -> None:
    milliseconds = round(room.clock.now.timestamp() * 1000)

    assert f'data-behaviour="host/clock-skew" data-now="{milliseconds}"' in room.host("GET", path_of(session)).text


@pytest.mark.parametrize("public", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_an_address_of_this_computer_alone_is_nothing_for_phones(public: str) -> None:
    assert not is_reachable(public)
    assert is_reachable("http://192.168.1.20:8000")
    assert is_reachable("https://vote.example")


def test_the_disk_is_written_to_and_nothing_stays(tmp_path: Path) -> None:
    found = look_at_disk(tmp_path)

    assert found.write_s is not None
    assert found.write_s > 0
    assert found.free > 0
    assert list(tmp_path.iterdir()) == []
    assert look_at_disk(tmp_path / "absent") == Disk(0, None)


@pytest.mark.parametrize(
    ("disk", "is_well"),
    [
        (Disk(ROOMY, 0.01), True),
        (Disk(ROOMY - 1, 0.01), False),
        (Disk(ROOMY, 0.5), False),
        (Disk(ROOMY, None), False),
    ],
)
def test_a_full_or_slow_or_closed_disk_is_to_be_looked_at(
    room: Room, session: Json, monkeypatch: pytest.MonkeyPatch, disk: Disk, is_well: bool
) -> None:
    monkeypatch.setattr(Checks, "disk", lambda _: disk)

    assert checks(room, session)["disk"] == ("ok" if is_well else "look")
    assert disk.is_well is is_well
