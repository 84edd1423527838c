"""What a phone says of the clock of who speaks, and of what comes after: read without a browser."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.agenda.test_api import act, go_on, path, put
from tests.tab import Page, Tab

REPORT = {"kind": "report", "title": "Department reports", "department": "Services", "seconds": 60}
DISCUSSION = {"kind": "discussion", "title": "Discussion in groups", "seconds": 600}


@pytest.fixture
def session(room: Room) -> Json:
    return room.session(groups=("East", "West"), locale="en")


@pytest.fixture
def phone(room: Room, session: Json) -> Tab:
    tab = Tab(room)
    tab.join(session, "East")
    return tab


def seen(phone: Tab, session: Json) -> str:
    return phone.get(f"/s/{session['id']}").text


def state(html: str) -> str:
    """What the style goes by before, and without, the script."""
    found = re.search(r'<div data-clock(?: data-state="(\w+)")?>', html)
    assert found
    return found[1] or ""


def test_a_report_that_takes_too_long_is_over_time(room: Room, phone: Tab, session: Json) -> None:
    put(room, session, [REPORT, DISCUSSION])
    go_on(room, session)
    first = room.host("GET", path(session)).json["items"][0]
    assert act(room, session, first, "start").status == 200
    before = seen(phone, session)
    assert '<i data-of="left">Speaking time left</i><i data-of="over">Over time</i>' in before
    assert state(before) == ""

    room.clock.pass_(83)

    assert state(seen(phone, session)) == "over"
    assert "+00:23" in seen(phone, session)


@pytest.mark.parametrize(
    ("following", "said"),
    [
        (DISCUSSION, "Up next: Discussion in groups"),
        ({**REPORT, "department": "Order"}, "Next: Order"),
        ({**REPORT, "department": "Order", "speaker": "Head of office"}, "Next: Order, Head of office"),
    ],
)
def test_only_somebody_is_the_next_to_speak(room: Room, phone: Tab, session: Json, following: Json, said: str) -> None:
    put(room, session, [REPORT, following])
    go_on(room, session)

    (line,) = re.findall(r'<p class="lead">([^<]*[Nn]ext: [^<]*)</p>', seen(phone, session))
    assert Page(f'<html lang="en">{line}').text == said
