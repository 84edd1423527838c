"""Where the console's red button leads along the agenda, and what the keys do to the clock of a report."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.agenda.test_api import act, go_on, path
from tests.features.polls.ties import cast, settle, tied
from tests.tab import Page, Tab


@pytest.fixture
def host(room: Room) -> Tab:
    return Tab(room).sign_in()


def red(host: Tab, poll: Json) -> str:
    """What Space does at this list."""
    text = host.get(f"/host/{poll['session']}?poll={poll['id']}").text
    found = re.search(r'<(a|button) class="btn main" id="primary".*?</\1>', text, re.DOTALL)
    return Page(found[0]).text if found else ""


def with_agenda(room: Room, poll: Json) -> None:
    """It stands at the list, and a farewell is to come."""
    items = [{"kind": "poll", "title": "Vote", "polls": [poll["id"]]}, {"kind": "message", "title": "Farewell"}]
    assert room.host("PUT", path({"id": poll["session"]}), json={"items": items}).status == 200
    go_on(room, {"id": poll["session"]})


def test_a_run_off_whose_result_is_out_goes_on_with_the_agenda(room: Room, host: Tab) -> None:
    poll = tied(room)
    with_agenda(room, poll)
    runoff = settle(room, poll, "runoff").json
    room.reveal(poll)

    room.open(runoff)
    cast(room, runoff, (3, 2, 1))
    room.close(runoff)
    assert "Reveal place" in red(host, runoff)  # the first list is out, but not what decides its tie
    room.reveal(runoff)

    assert "Up next: Farewell" in red(host, runoff)
    go_on(room, {"id": poll["session"]})
    assert "See the results" in red(host, runoff)  # the meeting is elsewhere, and nothing follows


@pytest.fixture
def report(room: Room) -> Json:
    """The first of two, standing at its start: its meeting."""
    session = room.session(locale="en")
    items = [{"kind": "report", "title": "Reports", "department": each, "seconds": 420} for each in ("East", "West")]
    assert room.host("PUT", path(session), json={"items": items}).status == 200
    go_on(room, session)
    return session


def button(host: Tab, session: Json, key: str) -> str:
    """The name of the button that this key presses, as long as exactly one does."""
    text = host.get(f"/host/{session['id']}").text
    found = re.findall(rf'<button([^>]*data-(?:other-)?key="{key}"[^>]*)>', text)
    assert len(found) <= 1
    return re.search(r'id="([^"]+)"', found[0])[1] if found else ""  # type: ignore[index]


def clock_does(room: Room, session: Json, do: str) -> None:
    first = room.host("GET", path(session)).json["items"][0]
    assert act(room, session, first, do).status == 200


def test_the_key_that_pauses_a_clock_lets_it_run_again(room: Room, host: Tab, report: Json) -> None:
    assert button(host, report, "p") == ""
    clock_does(room, report, "start")
    room.clock.pass_(3)
    assert (button(host, report, "p"), button(host, report, " ")) == ("pause", "primary")
    clock_does(room, report, "pause")

    resume = Page(host.get(f"/host/{report['id']}").text)
    assert "Resume the clock" in resume.text
    assert (button(host, report, "p"), button(host, report, " ")) == ("primary", "primary")
    clock_does(room, report, "start")
    assert button(host, report, "p") == "pause"


def test_the_menu_of_shortcuts_has_the_keys_of_the_clock(host: Tab, report: Json) -> None:
    menu = host.get(f"/host/{report['id']}").text.partition('id="menu-keys"')[2].partition("</details>")[0]
    assert "P Pause, Resume the clock N Next" in Page(menu).text


def line(host: Tab, session: Json, department: str) -> str:
    """What the agenda's rail says of a report."""
    rail = host.get(f"/host/{session['id']}").text.partition('<aside class="agenda"')[2].partition("</aside>")[0]
    (found,) = re.findall(rf'<a class="item"[^>]*>{department}<small>(.*?)</small>', rail, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found).split())


def test_what_a_report_took_is_said_once_its_clock_stands(room: Room, host: Tab, report: Json) -> None:
    def taken() -> bool:
        return "taken:" in host.get(f"/host/{report['id']}").text

    assert (line(host, report, "East"), taken()) == ("Reports, 7 minutes", False)
    clock_does(room, report, "start")
    room.clock.pass_(30)
    clock_does(room, report, "pause")
    assert (line(host, report, "East"), taken()) == ("00:30 / 07:00", True)
    clock_does(room, report, "start")
    assert (line(host, report, "East"), taken()) == ("Reports, 7 minutes", False)
    room.clock.pass_(30)
    go_on(room, report)
    assert line(host, report, "East") == "01:00 / 07:00"


def test_a_report_that_was_skipped_is_called_so(room: Room, host: Tab, report: Json) -> None:
    go_on(room, report)

    assert line(host, report, "East") == "Reports, Skipped"


def test_a_minute_more_for_a_report_is_noted_and_taken_back(room: Room, host: Tab, report: Json) -> None:
    def item() -> tuple[float, str]:
        text = host.get(f"/host/{report['id']}").text
        return room.host("GET", path(report)).json["items"][0]["left"], text

    first = room.host("GET", path(report)).json["items"][0]["id"]
    clock_does(room, report, "start")
    assert "minute more" not in item()[1]
    assert button(host, report, "z") == ""
    press = f"/host/{report['id']}/act"
    for _ in range(2):
        assert host.post(press, {"act": "add-time", "item": first, "seconds": "60"}).status == 303
    left, text = item()
    assert (left, text.count("1 minute more"), button(host, report, "z")) == (540, 2, "undo")

    (number,) = re.findall(r'name="number" value="(\d+)"', text)
    for _ in range(2):  # of two consoles that press at once one is told
        host.post(press, {"act": "undo", "number": number})
    left, text = item()
    assert (left, text.count("1 minute more")) == (480, 1)

    go_on(room, report)
    assert button(host, report, "z") == ""  # the next one speaks: the minute was used
