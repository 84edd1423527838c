"""Where the console's red button leads along the agenda, and what the keys do to the clock of a report."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.features.agenda.test_api import go_on, path
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
