"""The call's deadline: a time that has passed is asked about, and does not close departments' pages by a slip."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.features.call import calls
from tests.features.call.calls import DEADLINE, Call
from tests.tab import Page

PAST = "2026-12-05T13:59"  # a minute before the tests' clock in China


@pytest.fixture
def call(room: Room) -> Call:
    return calls.call(room)


def given(call: Call, act: str, deadline: str, **fields: str) -> tuple[int, Page]:
    answer = call.act(act, deadline=deadline, poll=call.json["lists"][0]["poll"], **fields)
    return answer.status, Page(answer.text)


def test_a_time_that_has_passed_is_asked_about_and_then_taken(call: Call) -> None:
    status, page = given(call, "call", PAST, note="Hurry")

    assert status == 422
    assert "This time has passed already" in page.text
    assert "End the call with this time" in page.text
    assert (page.value("deadline"), page.value("note")) == (PAST, "Hurry")  # what was typed stays
    assert (call.json["deadline"], call.json["is_over"]) == ("2026-12-05T10:00:00Z", False)

    assert given(call, "end", PAST, note="Hurry")[0] == 303
    assert call.json["is_over"]


def test_a_later_time_is_taken_at_once(call: Call) -> None:
    status, page = given(call, "call", "2026-12-05T14:01")
    assert (status, "End the call with this time" in page.text) == (303, False)


def test_once_it_is_over_the_rest_can_still_be_changed(call: Call) -> None:
    call.room.clock.pass_(5 * 3600)
    call.host.sign_in()
    assert call.json["is_over"]

    assert given(call, "call", DEADLINE, note="Thank you")[0] == 303
    assert call.json["note"] == "Thank you"
    assert given(call, "call", "2026-12-05T17:00")[0] == 422  # another time, and passed too
