"""The first page's one field: six digits join, a ticket's code leads to the ticket, and nothing typed is dropped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server.access.rate_limits import WAITING
from server.web.endpoint import Services
from tests.builders import Json, Room
from tests.features.admission.tickets import meeting, tickets
from tests.tab import Page, Tab

BOTH = ("6 digits", "12 letters and digits")


@pytest.fixture
def services(room: Room) -> Iterator[Services]:
    found: Services = room.client.app.state.services  # type: ignore[attr-defined]
    yield found
    found.limits.wrong_codes._most = WAITING


@pytest.fixture
def ticket(room: Room) -> Json:
    return tickets(room, meeting(room), 1)[0]


def wide(text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) for each in text)


def test_the_first_page_asks_for_either_with_letters_at_hand(room: Room) -> None:
    page = Page(Tab(room).get("/").text)

    (field,) = [each for each in page.inputs if each.get("name") == "code"]
    assert field["inputmode"] == "text"
    assert int(field["maxlength"]) >= len("0 0 0 0 - 0 0 0 0 - 0 0 0 0")
    assert all(each in page.text for each in BOTH)
    assert not page.values("ticket")


@pytest.mark.parametrize("shape", ["{}", " {} ", "wide", "lower", "bare", "spaced"])
def test_both_kinds_find_their_way(room: Room, ticket: Json, shape: str) -> None:
    code, session = str(ticket["code"]), room.session()
    bare = code.replace("-", "")
    shaped = {"wide": wide(code), "lower": code.lower(), "bare": bare, "spaced": " ".join(bare)}
    answer = Tab(room).post("/", {"code": shaped.get(shape, shape.format(code))})
    assert (answer.status, answer.response.headers["location"]) == (303, f"/t/{bare}")

    digits = str(session["join_code"])
    shaped = {"wide": wide(digits), "spaced": " ".join(digits), "bare": f"{digits[:3]}-{digits[3:]}", "lower": digits}
    answer = Tab(room).post("/", {"code": shaped.get(shape, shape.format(digits))})
    assert (answer.status, answer.response.headers["location"]) == (303, f"/j/{digits}")


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("T7B5-NDZ6-FWW", 422),
        ("t7b5ndz6fwwyy", 422),
        ("123456789012", 422),
        ("12345", 404),
        ("lifts", 404),
        ("室", 404),
    ],
)
def test_what_is_wrong_is_said_for_both_and_stays_in_the_field(room: Room, typed: str, status: int) -> None:
    answer = Tab(room).post("/", {"code": typed})

    page = Page(answer.text)
    assert answer.status == status
    assert all(page.text.count(each) >= 2 for each in BOTH)  # beside the field, and in what is wrong
    assert page.value("code") == typed


def test_neither_kind_can_be_guessed_past_a_crowd(room: Room, services: Services, ticket: Json) -> None:
    services.limits.wrong_codes._most = 0
    services.limits.known_codes._codes.clear()
    digits, wrong = room.session()["join_code"], "000000"
    assert [Tab(room).post("/", {"code": each}).status for each in (digits, wrong)] == [429, 429]

    tab = Tab(room)
    for code in (str(ticket["code"]), "0" * 12):
        answer = tab.post("/", {"code": code})
        assert answer.status == 303  # right or wrong: nothing was looked up yet
        assert tab.follow(answer).status == 429
