"""While a guesser keeps an address crowded: who comes in there all the same, and what a guesser is not told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.access.rate_limits import WAITING
from server.web.endpoint import Services
from tests.builders import Json, Room
from tests.features.admission.tickets import enter, meeting, secret, tickets
from tests.tab import Tab

WRONG = "000000"


@pytest.fixture
def services(room: Room) -> Iterator[Services]:
    found: Services = room.client.app.state.services  # type: ignore[attr-defined]
    yield found
    found.limits.wrong_codes._most = WAITING


def crowd(services: Services) -> None:
    """As many wait as may; and nobody has come in with a code at this address."""
    services.limits.wrong_codes._most = 0
    services.limits.known_codes._codes.clear()


def asked(room: Room, code: str, by: str = "unknown") -> int:
    return room.call("GET", f"/api/join/{code}", by=by).status


def test_right_and_wrong_codes_that_nobody_knows_there_are_refused_alike(room: Room, services: Services) -> None:
    session = room.session()
    assert asked(room, session["join_code"]) == 200  # the control
    crowd(services)

    right, wrong = (room.call("GET", f"/api/join/{code}") for code in (session["join_code"], WRONG))

    assert (right.status, right.json) == (wrong.status, wrong.json)
    assert right.status == 429
    pages = [Tab(room).post("/", {"code": code}) for code in (session["join_code"], WRONG)]
    assert [page.status for page in pages] == [429, 429]


def test_a_code_that_was_used_at_the_address_lets_the_rest_of_the_hall_in(room: Room, services: Services) -> None:
    session, other = room.session(), room.session()
    code = session["join_code"]
    crowd(services)
    assert asked(room, code) == 429  # the control
    services.limits.wrong_codes._most = 1
    assert asked(room, code) == 200
    services.limits.wrong_codes._most = 0

    assert (asked(room, code), asked(room, other["join_code"]), asked(room, WRONG)) == (200, 429, 429)
    fresh = Tab(room)
    assert fresh.post("/", {"code": code}).status == 303
    assert fresh.get(f"/j/{code}").status == 200
    assert fresh.post(f"/j/{code}", {}).response.headers["location"] == f"/s/{session['id']}"


def test_a_phone_that_is_in_already_passes(room: Room, services: Services) -> None:
    session, other = room.session(), room.session()
    tab, bearer = Tab(room), room.join(session)
    for each in (other, session):
        tab.get(f"/j/{each['join_code']}")
        tab.post(f"/j/{each['join_code']}", {})
    crowd(services)
    assert Tab(room).get(f"/j/{session['join_code']}").status == 429  # the control

    for each in (session, other):  # it is in both
        answer = tab.get(f"/j/{each['join_code']}")
        assert (answer.status, answer.response.headers["location"]) == (303, f"/s/{each['id']}")
    services.limits.known_codes._codes.clear()
    assert asked(room, session["join_code"], by=bearer) == 200


def test_a_phone_that_is_in_cannot_guess_other_codes(room: Room, services: Services) -> None:
    session, other = room.session(), room.session()
    bearer = room.join(session)
    made_up = Tab(room, cookies={f"voter-{other['id']}": "x" * 43})
    crowd(services)

    assert [asked(room, code, by=bearer) for code in (other["join_code"], WRONG)] == [429, 429]
    assert made_up.get(f"/j/{other['join_code']}").status == 429
    assert asked(room, session["join_code"], by=bearer) == 200  # the control


def test_a_code_that_was_turned_over_is_as_wrong_as_any_other_and_the_new_one_is_known(
    room: Room, services: Services
) -> None:
    session = room.session()
    before = session["join_code"]
    assert asked(room, before) == 200
    services.limits.wrong_codes._most = 0
    after = room.host("POST", f"/api/sessions/{session['id']}/join-code", json={}).json["join_code"]

    assert [asked(room, before) for _ in range(2)] == [404, 429]
    assert asked(room, after) == 200


def test_the_code_on_a_screen_is_known_where_the_screen_is(room: Room, services: Services) -> None:
    session = room.session()
    crowd(services)
    assert asked(room, session["join_code"]) == 429  # the control

    assert Tab(room).get(f"/screen/{session['id']}").status == 403  # who may not see the screen makes nothing known
    assert asked(room, session["join_code"]) == 429
    assert Tab(room).sign_in().get(f"/screen/{session['id']}").status == 200
    assert asked(room, session["join_code"]) == 200


def test_of_tickets_the_scanned_pass_and_a_typed_one_on_its_own_phone(room: Room, services: Services) -> None:
    session: Json = meeting(room)
    mine, others = tickets(room, session, 2)
    holder = enter(room, session, mine["code"]).json["voter"]
    services.limits.wrong_codes._most = 0

    assert enter(room, session, mine["code"], by=holder).status == 200
    assert enter(room, session, secret(others)).status == 201
    for by in (None, holder):
        assert enter(room, session, others["code"], by=by).status == 429
    assert enter(room, session, mine["code"]).status == 429
    services.limits.wrong_codes._most = 1
    assert enter(room, session, others["code"]).status == 201  # the control


def test_the_page_of_a_ticket_is_its_own_phones_in_a_crowd_too(room: Room, services: Services) -> None:
    session = meeting(room)
    ticket = tickets(room, session)[0]
    code, tab = ticket["code"].replace(" ", "").replace("-", ""), Tab(room)
    tab.get(f"/t/{code}")
    assert tab.post(f"/t/{code}", {}).response.headers["location"] == f"/s/{session['id']}"
    services.limits.wrong_codes._most = 0

    assert Tab(room).get(f"/t/{code}").status == 429  # the control
    assert tab.get(f"/t/{code}").response.headers["location"] == f"/s/{session['id']}"
