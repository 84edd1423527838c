"""POST /api/sessions: works · wrong audience · repeated · malformed · wrong method."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import HOST_KEY, Json, Room
from tests.ladder import assert_method_refused, assert_only_the_host, assert_refused, broken, send

PATH = "/api/sessions"
WHOLE: Json = {
    "title": "2024 annual retreat",
    "locale": "zh-CN",
    "organization": "Subdistrict office",
    "place": "Hall",
    "starts_at": "2024-01-08T14:00:00+08:00",
    "admission": "open",
    "voters": "person",
    "smallest_group": 5,
    "wifi": {"ssid": "hall", "password": "secret-of-the-hall"},
    "groups": [{"name": "Group 1", "seats": 12, "weight": 1}],
    "polls": [
        {
            "title": "Livelihood projects",
            "type": "approval",
            "rule": "approval",
            "publish": "marks",
            "min_choices": 1,
            "max_choices": 5,
            "winners": 5,
            "display": "live",
            "tie": "ask",
            "option_order": "fixed",
            "options": [
                {"title": "Community canteen", "department": "Services", "description": "…", "code": "1", "cost": 9}
            ],
        }
    ],
}
SMALL: Json = {"title": "Small", "polls": [{"title": "List", "options": [{"title": "One"}]}]}


def agrees(sent: Any, got: Any) -> bool:
    """Whether the answer repeats all that was sent; it may add."""
    if isinstance(sent, dict):
        return all(name in got and agrees(value, got[name]) for name, value in sent.items())
    if isinstance(sent, list):
        return len(sent) == len(got) and all(map(agrees, sent, got))
    return bool(sent == got)


def test_the_answer_repeats_all_and_adds_ids_codes_and_links(room: Room) -> None:
    answer = room.host("POST", PATH, json=WHOLE)

    assert answer.status == 201
    session, poll = answer.json, answer.json["polls"][0]
    assert agrees(WHOLE, session)
    assert len({session["id"], session["groups"][0]["id"], poll["id"], poll["options"][0]["id"]}) == 4
    assert session["join_code"].isdecimal()
    assert len(session["join_code"]) == 6
    assert session["join_url"].endswith(f"/j/{session['join_code']}")
    assert f"/screen/{session['id']}?key=" in session["screen_url"]
    assert session["host_url"].endswith(f"/host/{session['id']}")
    assert poll["state"] == "draft"


def test_all_but_title_and_polls_may_be_left_out(room: Room) -> None:
    answer = room.host("POST", PATH, json=SMALL)

    assert answer.status == 201
    expected = {"admission": "open", "voters": "person", "smallest_group": 5, "groups": [], "locale": "zh-CN"}
    expected["shared_phones"] = False
    assert {name: answer.json[name] for name in expected} == expected
    usual = {"type": "approval", "rule": "approval", "publish": "marks", "display": "live", "tie": "ask"}
    assert {name: answer.json["polls"][0][name] for name in usual} == usual
    assert (answer.json["polls"][0]["min_choices"], answer.json["polls"][0]["option_order"]) == (1, "fixed")


def test_limits_may_exceed_the_number_of_options(room: Room) -> None:
    wide = {**SMALL["polls"][0], "max_choices": 9, "winners": 9}

    assert room.host("POST", PATH, json={**SMALL, "polls": [wide]}).status == 201


def test_a_session_without_lists_can_be_made_and_filled_later(room: Room) -> None:
    answer = room.host("POST", PATH, json={"title": "Later", "polls": []})

    assert (answer.status, answer.json["polls"]) == (201, [])


def test_only_the_host_creates_and_nothing_is_stored_otherwise(room: Room) -> None:
    session = room.session()
    before = len(room.host("GET", PATH).json["sessions"])

    assert_only_the_host(room, "POST", PATH, session, json=SMALL)

    assert len(room.host("GET", PATH).json["sessions"]) == before + 1  # the ladder's own other session


def test_the_same_request_twice_makes_two_sessions(room: Room) -> None:
    first, second = room.host("POST", PATH, json=SMALL).json, room.host("POST", PATH, json=SMALL).json

    assert first["id"] != second["id"]
    assert first["join_code"] != second["join_code"]


def test_groups_may_vote_instead_of_persons(room: Room) -> None:
    made = room.host("POST", PATH, json={**SMALL, "voters": "group", "groups": [{"name": "A"}]})

    assert (made.status, made.json["voters"]) == (201, "group")
    assert room.host("GET", f"{PATH}/{made.json['id']}").json == made.json
    assert room.host("POST", f"{PATH}/{made.json['id']}/copy").json["voters"] == "group"


def poll_with(**fields: Any) -> Json:
    return {**SMALL, "polls": [SMALL["polls"][0], {**SMALL["polls"][0], **fields}]}


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({"polls": []}, "title"),
        ({"title": "Only"}, "polls"),
        ({**SMALL, "title": ""}, "title"),
        ({**SMALL, "title": " \t "}, "title"),
        ({**SMALL, "title": "x" * 201}, "title"),
        ({**SMALL, "title": "bell\a"}, "title"),
        ({**SMALL, "title": 7}, "title"),
        ({**SMALL, "admission": "closed"}, "admission"),
        ({**SMALL, "locale": "tlh"}, "locale"),
        ({**SMALL, "starts_at": "2024-01-08T14:00:00"}, "starts_at"),
        ({**SMALL, "smallest_group": -1}, "smallest_group"),
        ({**SMALL, "shared_phones": "yes"}, "shared_phones"),
        ({**SMALL, "voters": "household"}, "voters"),
        ({**SMALL, "voters": "group"}, "groups"),
        ({**SMALL, "voters": "group", "groups": [{"name": "A"}], "shared_phones": True}, "shared_phones"),
        ({**SMALL, "groups": [{"name": "A"}, {"name": ""}]}, "groups/1/name"),
        ({**SMALL, "groups": [{"name": "A", "chairs": 3}]}, "groups/0/chairs"),
        ({**SMALL, "wifi": {"password": "x"}}, "wifi/ssid"),
        (poll_with(max_choices=0), "polls/1/max_choices"),
        (poll_with(min_choices=6), "polls/1/min_choices"),
        (poll_with(min_choices=2), "polls/1/min_choices"),
        (poll_with(winners=0), "polls/1/winners"),
        (poll_with(max_choices=5.5), "polls/1/max_choices"),
        (poll_with(max_choices=True), "polls/1/max_choices"),
        (poll_with(type="ranked"), "polls/1/type"),
        (poll_with(rule="borda"), "polls/1/rule"),
        (poll_with(display="hidden"), "polls/1/display"),
        (poll_with(options=[]), "polls/1/options"),
        (poll_with(options=[{"title": "A"}, {"title": " "}]), "polls/1/options/1/title"),
        (poll_with(options=[{"title": "A", "code": "1"}, {"title": "B", "code": "1"}]), "polls/1/options"),
        (poll_with(options=[{"title": "A", "cost": -1}]), "polls/1/options/0/cost"),
    ],
)
def test_a_wrong_field_is_named_by_its_place_and_nothing_is_stored(hall: Room, body: Json, at: str) -> None:
    before = len(hall.host("GET", PATH).json["sessions"])

    refused = hall.host("POST", PATH, json=body)

    assert (refused.status, refused.at) == (422, [at]), refused.text
    assert len(hall.host("GET", PATH).json["sessions"]) == before


@pytest.mark.parametrize("body", broken(1024 * 1024))
def test_a_broken_body_is_refused(hall: Room, body: Any) -> None:
    assert_refused(send(hall, "POST", PATH, body, HOST_KEY), body)


def test_a_body_of_exactly_the_limit_is_read(room: Room) -> None:
    whole = b'{"title": "Padded", "polls": []}'
    padded = whole + b" " * (1024 * 1024 - len(whole))
    headers = {"Content-Type": "application/json"}

    assert room.host("POST", PATH, content=padded, headers=headers).status == 201
    assert room.host("POST", PATH, content=padded + b" ", headers=headers).status == 413


def test_another_method_is_told_the_right_ones(room: Room) -> None:
    assert_method_refused(room, "PUT", PATH, "GET", "POST")
