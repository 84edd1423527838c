"""The machine's clock is set over a restart: no list ends by it, no meeting is deleted by it, and the host is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.app import build
from server.clock import SteadyClock
from server.features.meetings import clock_watch
from server.files.clock_mark import read_mark
from tests.builders import ORIGIN, Clock, Json, Room, settings
from tests.features.polls.erasing import rows, until

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SET_BEFORE, DOUBTED = "was set while Topfive was off", "clock may be wrong"
WAITS, SET_NOW = "Voting goes on until you close it", "keeps its own time"
NOTES = (SET_BEFORE, DOUBTED, WAITS, SET_NOW)


class Machine:
    """A wall clock, a clock that nobody sets, and which start of the machine it is."""

    def __init__(self) -> None:
        self.wall, self.ticks, self.boot = datetime(2027, 1, 8, 6, 0, tzinfo=UTC), 1_000.0, "first"

    def pass_(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks += seconds

    def start_anew(self) -> None:
        self.ticks, self.boot = 5.0, f"after {self.boot}"

    @contextmanager
    def serving(self, folder: Path) -> Iterator[Room]:
        clock = SteadyClock(lambda: self.wall, lambda: self.ticks, self.boot)
        with TestClient(build(settings(folder), clock), base_url=ORIGIN, follow_redirects=False) as client:
            yield Room(client, Clock(), folder)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def begun(room: Room, seconds: int | None = 180, **fields: object) -> tuple[Json, Json]:
    session = room.session(options=3, title="Meeting", locale="en", **fields)
    assert room.open(session["polls"][0], seconds=seconds).status == 200
    return session, session["polls"][0]


def now_of(room: Room, poll: Json) -> Json:
    session = room.host("GET", f"/api/sessions/{poll['session']}").json
    return next(each for each in session["polls"] if each["id"] == poll["id"])  # type: ignore[no-any-return]


def console(room: Room, session: Json) -> str:
    return room.call("GET", f"/host/{session['id']}", cookies=room.host_cookie()).text


@pytest.mark.parametrize("by", [HOUR, -HOUR, 400 * DAY, -20 * 365 * DAY])
def test_a_jump_over_a_restart_ends_no_list_and_is_said(tmp_path: Path, machine: Machine, by: timedelta) -> None:
    with machine.serving(tmp_path) as room:
        session, poll = begun(room)
    machine.pass_(60)
    machine.wall += by
    with machine.serving(tmp_path) as room:
        found = now_of(room, poll)
        assert (found["state"], found["remaining"]) == ("open", None)
        page = console(room, session)
        assert SET_BEFORE in page
        assert "06:01:00" in page or by % DAY  # what it should have said
        assert WAITS in page
        assert "Countdown dropped, since the clock was changed" in page
        machine.pass_(600)
        assert room.state(poll) == "open"
        assert room.close(poll).status == 200
        assert WAITS not in console(room, session)


@pytest.mark.parametrize("by", [HOUR, -HOUR])
def test_a_list_whose_time_was_over_is_closed_whatever_the_clock_says(
    tmp_path: Path, machine: Machine, by: timedelta
) -> None:
    with machine.serving(tmp_path) as room:
        _, poll = begun(room)
    machine.pass_(181)
    machine.wall += by
    with machine.serving(tmp_path) as room:
        assert room.state(poll) == "closed"


def test_a_countdown_waits_too(tmp_path: Path, machine: Machine) -> None:
    with machine.serving(tmp_path) as room:
        _, poll = begun(room, None)
        assert room.close(poll, 30).status == 200
    machine.wall += HOUR
    with machine.serving(tmp_path) as room:
        assert now_of(room, poll)["closing"] is False
        assert room.state(poll) == "open"


@pytest.mark.parametrize("pause_s", [1, 60, 8 * 3600])
def test_without_a_jump_everything_is_as_it_was(tmp_path: Path, machine: Machine, pause_s: int) -> None:
    with machine.serving(tmp_path) as room:
        session, poll = begun(room, 120)
    machine.pass_(pause_s)
    with machine.serving(tmp_path) as room:
        found = now_of(room, poll)
        assert (found["state"], found["remaining"]) == (("closed", None) if pause_s > 120 else ("open", 120 - pause_s))
        assert not any(note in console(room, session) for note in NOTES)


def test_after_a_start_of_the_machine_an_end_that_fell_into_it_waits(tmp_path: Path, machine: Machine) -> None:
    """Nothing has measured how long it was off; what ends later keeps its end."""
    with machine.serving(tmp_path) as room:
        session, soon = begun(room)
        later = room.host("POST", f"/api/sessions/{session['id']}/polls", json=form("Later")).json
        assert room.open(later, seconds=3_600).status == 200
    machine.pass_(600)
    machine.start_anew()
    with machine.serving(tmp_path) as room:
        assert (now_of(room, soon)["remaining"], now_of(room, later)["remaining"]) == (None, 3_000)
        page = console(room, session)
        assert WAITS in page
        assert "Please check date and time" not in page


@pytest.mark.parametrize(("by", "is_doubted"), [(-2 * HOUR, True), (45 * DAY, True), (3 * DAY, False)])
def test_after_a_start_of_the_machine_a_date_that_cannot_be_is_doubted(
    tmp_path: Path, machine: Machine, by: timedelta, is_doubted: bool
) -> None:
    with machine.serving(tmp_path) as room:
        session, _ = begun(room, None)
    machine.start_anew()
    machine.wall += by
    with machine.serving(tmp_path) as room:
        assert (DOUBTED in console(room, session)) is is_doubted


def form(title: str) -> Json:
    return {"title": title, "options": [{"title": f"Option {n}"} for n in range(3)]}


def test_one_start_with_a_wrong_year_deletes_nothing_for_a_day(tmp_path: Path, machine: Machine) -> None:
    with machine.serving(tmp_path) as room:
        session = room.session(options=3)
        kept = {"keep_until": (machine.wall + 30 * DAY).isoformat()}
        assert room.host("PATCH", f"/api/sessions/{session['id']}", json=kept).status == 200
    machine.wall += 366 * DAY
    for hours in (0, 12):  # a second start, of another process, knows it too
        machine.pass_(hours * 3600)
        with machine.serving(tmp_path) as room:
            _, ends = begun(room, 1)
            machine.pass_(2)
            room.host("POST", f"/api/polls/{ends['id']}/copy")  # wakes the timekeeper, which closes what has ended
            until(lambda ends=ends: is_closed(tmp_path, ends))  # type: ignore[misc]
            assert room.host("GET", f"/api/sessions/{session['id']}").status == 200
    machine.pass_(13 * 3600)
    with machine.serving(tmp_path) as room:
        until(lambda: room.host("GET", f"/api/sessions/{session['id']}").status == 404)


def is_closed(folder: Path, poll: Json) -> bool:
    """On the disk, so that the timekeeper has been there."""
    return rows(folder, f"SELECT state FROM polls WHERE id = '{poll['id']}'") == [("closed",)]


def test_a_clock_that_is_set_meanwhile_is_said_and_changes_nothing(
    tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_watch, "EVERY_S", 0.01)
    with machine.serving(tmp_path) as room:
        session, poll = begun(room)
        assert SET_NOW not in console(room, session)
        machine.wall += HOUR
        assert now_of(room, poll)["remaining"] == 180
        until(lambda: SET_NOW in console(room, session))
    with machine.serving(tmp_path) as room:  # from now on the clock of the machine is believed
        page = console(room, session)
        assert SET_BEFORE in page
        assert SET_NOW not in page


def test_without_a_mark_the_last_that_anybody_did_stands_for_it(tmp_path: Path, machine: Machine) -> None:
    """One cut of power can take both: an unsynced mark, and the date that a dead battery loses."""
    with machine.serving(tmp_path) as room:
        session = room.session(options=3, locale="en")
        kept = {"keep_until": (machine.wall + 30 * DAY).isoformat()}
        room.host("PATCH", f"/api/sessions/{session['id']}", json=kept)
    (tmp_path / "clock.json").unlink()
    machine.start_anew()
    machine.wall += 366 * DAY
    with machine.serving(tmp_path) as room:
        _, ends = begun(room, 1)
        machine.pass_(2)
        room.host("POST", f"/api/polls/{ends['id']}/copy")
        until(lambda: is_closed(tmp_path, ends))
        assert DOUBTED in console(room, session)


def test_a_mark_that_cannot_be_read_is_none(tmp_path: Path, machine: Machine) -> None:
    with machine.serving(tmp_path) as room:
        _, poll = begun(room)
    for damaged in (b"", b"{", b'{"moment": 3}'):
        (tmp_path / "clock.json").write_bytes(damaged)
        assert read_mark(tmp_path) is None
        with machine.serving(tmp_path) as room:
            assert now_of(room, poll)["remaining"] == 180
