"""GET /api/sessions/{session}/export.json, .csv, .txt: an outside count · audience · sealed · method."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections import Counter
from hashlib import sha256

import pytest

from tests.builders import Json, Room
from tests.features.admission.tickets import act, enter, meeting, secret, tickets
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host

GROUPS = ("East", "West", "North", "South")


def export(room: Room, session: Json, ending: str = "json") -> Json:
    answer = room.host("GET", f"/api/sessions/{session['id']}/export.{ending}")
    assert answer.status == 200
    return answer.json


def tag(kind: bytes, *ids: str, nonce: str) -> str:
    """A tag made outside of the code under test, by the definition that docs and exports give."""
    return sha256(kind + "".join(ids).encode() + bytes.fromhex(nonce)).digest()[:16].hex()


def test_the_json_agrees_with_a_count_kept_outside(room: Room) -> None:
    chance = random.Random(5)
    session = room.session(options=7, groups=GROUPS)
    poll = session["polls"][0]
    ids = [option["id"] for option in poll["options"]]
    room.open(poll)
    journal: dict[str, tuple[str, list[int], str]] = {}  # voter → group, marks and nonce of the last ballot
    voters = {room.join(session, group): group for group in GROUPS for _ in range(6)}
    for _ in range(40):  # more ballots than voters: some are replaced
        voter, marks = chance.choice(sorted(voters)), chance.sample(range(7), chance.randint(1, 5))
        nonce = f"{chance.getrandbits(128):032x}"
        assert room.cast(voter, poll, marks, nonce=nonce).status == 200
        journal[voter] = (voters[voter], marks, nonce)
    room.close(poll)

    whole = export(room, session)["polls"][0]

    votes = Counter(ids[mark] for _, marks, _ in journal.values() for mark in marks)
    assert {each["option"]: each["votes"] for each in whole["result"]["options"]} == {each: votes[each] for each in ids}
    assert whole["result"]["ballots"] == whole["turnout"] == len(journal)
    assert whole["tags"]["ballots"] == sorted(tag(b"b", poll["id"], nonce=n) for _, _, n in journal.values())
    for at, option in enumerate(ids):
        marks = [tag(b"m", poll["id"], option, nonce=n) for _, marked, n in journal.values() if at in marked]
        assert whole["tags"]["marks"][option] == sorted(marks)
    assert sum(row["ballots"] for row in whole["result"]["groups"]) == len(journal)
    assert whole["result"] == room.result(poll)


def test_the_json_names_the_room_and_holds_no_secret(room: Room) -> None:
    session = room.session(groups=GROUPS, wifi={"ssid": "hall", "password": "secret-of-the-hall"})
    voter = room.join(session, "East")
    room.open(session["polls"][0])
    room.cast(voter, session["polls"][0], [0])

    answer = room.host("GET", f"/api/sessions/{session['id']}/export.json")

    assert answer.json["session"]["title"] == session["title"]
    assert answer.json["schema_version"] == 1
    assert answer.json["joined"] == {session["groups"][0]["id"]: 1}
    assert [secret for secret in ("secret-of-the-hall", "key=", voter, "voter_key") if secret in answer.text] == []


def test_the_csv_is_for_a_spreadsheet(room: Room, session: Json, poll: Json) -> None:
    for group in ("East", "East", "West"):
        room.cast(room.join(session, group), poll, [1])
    room.close(poll)

    answer = room.host("GET", f"/api/sessions/{session['id']}/export.csv")

    assert answer.response.content.startswith(b"\xef\xbb\xbf")
    assert answer.response.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.response.headers["content-disposition"].startswith("attachment; ")
    rows = list(csv.DictReader(io.StringIO(answer.response.content.decode("utf-8-sig"), newline="")))
    assert rows[0]["title"] == "Option 1"
    assert (rows[0]["votes"], rows[0]["share"], rows[0]["elected"], rows[0]["rank"]) == ("3", "1.0000", "true", "1")
    assert [row["votes"] for row in rows] == ["3", "0", "0"]


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "  =1"])
def test_a_title_that_looks_like_a_formula_stays_text(hall: Room, title: str) -> None:
    session = hall.session(polls=[{"title": title, "options": [{"title": title, "department": title}]}])
    hall.open(session["polls"][0])
    text = hall.host("GET", f"/api/sessions/{session['id']}/export.csv").text

    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))

    assert {rows[1][0], rows[1][2], rows[1][3]} == {f"'{title.strip()}"}


def test_the_text_names_the_places_of_the_lists_that_are_published(room: Room, reachable: str) -> None:
    lists = [
        {"title": title, "winners": 1, "options": [{"title": "One", "department": "Services"}, {"title": "Two"}]}
        for title in ("Over", "Open")
    ]
    session = room.session(locale="en", polls=lists)
    for poll in session["polls"]:
        room.open(poll)
        room.cast(room.join(session), poll, [0])
    room.close(session["polls"][0])
    room.reveal(session["polls"][0])

    answer = room.host("GET", f"/api/sessions/{session['id']}/export.txt")

    assert answer.response.headers["content-type"] == "text/plain; charset=utf-8"
    said = "Open admission, one ballot per device: indicative."
    ends = f"Not published, so not in here: Open\n\nMore: {reachable}/r/{session['id']}"
    assert answer.text == f"Annual retreat\n\nOver: results\n1. One (Services), 1 vote\n\n{said}\n\n{ends}\n"


def test_the_text_has_no_address_that_nobody_could_open(room: Room, poll: Json) -> None:
    room.close(poll)
    room.reveal(poll)

    text = room.host("GET", f"/api/sessions/{poll['session']}/export.txt").text

    assert "Livelihood projects" in text
    assert not re.search(r"More:|http|127\.0\.0\.1", text)


@pytest.mark.parametrize("ending", ["json", "csv", "txt"])
def test_a_sealed_poll_leaves_no_counts_before_close(hall: Room, ending: str) -> None:
    lists = [{"title": "List", "display": "sealed", "options": [{"title": "Canteen"}, {"title": "Lift"}]}]
    session = hall.session(polls=lists)
    poll, path = session["polls"][0], f"/api/sessions/{session['id']}/export.{ending}"
    hall.open(poll)
    voters = [hall.join(session) for _ in range(7)]
    sealed = hall.host("GET", path)
    for voter in voters:
        hall.cast(voter, poll, [0])

    after = hall.host("GET", path)

    if ending == "json":
        whole = after.json["polls"][0]
        assert (whole["result"], whole["tags"], whole["turnout"]) == (None, None, 7)
    else:
        assert after.text == sealed.text
    hall.close(poll)
    hall.reveal(poll)
    assert "7" in hall.host("GET", path).text.replace(poll["id"], "")  # the control


@pytest.mark.parametrize("ending", ["json", "csv", "txt"])
def test_only_the_host_exports(hall: Room, ending: str) -> None:
    session = hall.session()
    path = f"/api/sessions/{session['id']}/export.{ending}"

    assert_only_the_host(hall, "GET", path, session)
    assert hall.call("GET", path, cookies=hall.screen_cookie(session)).status == 403
    assert hall.call("GET", path, cookies=hall.host_cookie()).status == 200  # the control
    assert hall.host("GET", f"/api/sessions/{UNKNOWN}/export.{ending}").status == 404
    assert_method_refused(hall, "POST", path, "GET")


def test_a_draft_is_exported_as_it_is_defined_without_a_result(room: Room, session: Json) -> None:
    (listed,) = export(room, session)["polls"]

    assert (listed["poll"]["state"], listed["turnout"], listed["result"], listed["tags"]) == ("draft", 0, None, None)
    assert [each["title"] for each in listed["poll"]["options"]] == [
        each["title"] for each in session["polls"][0]["options"]
    ]
    assert room.host("GET", f"/api/sessions/{session['id']}/export.txt").text.strip() == session["title"]


def test_the_numbers_of_tickets_are_told_in_all_and_per_group_and_no_more(room: Room) -> None:
    session = meeting(room)
    east = tickets(room, session, 4, "East")
    west = tickets(room, session, 2, "West", valid=False)
    for each in east[:2]:
        assert enter(room, session, each["code"]).status == 201
    act(room, session, east[1], "revoke")
    act(room, session, east[2], "revoke")
    act(room, session, west[0], "hand-out")
    act(room, session, east[0], "replace")  # its voter stays

    whole = export(room, session)

    ids = [group["id"] for group in session["groups"]]
    assert whole["tickets"] == {
        "made": 6,
        "handed_out": 4,
        "used": 2,
        "taken_back": 2,
        "groups": {
            ids[0]: {"made": 4, "handed_out": 3, "used": 2, "taken_back": 2},
            ids[1]: {"made": 2, "handed_out": 1, "used": 0, "taken_back": 0},
        },
    }
    assert sum(whole["joined"].values()) == 2
    text = json.dumps(whole)
    for ticket in (*east, *west):
        assert not {part for part in (ticket["id"], ticket["serial"], secret(ticket), ticket["code"]) if part in text}


def test_a_meeting_with_tickets_of_which_none_are_made_says_zero_and_an_open_one_nothing(room: Room) -> None:
    counts = {"made": 0, "handed_out": 0, "used": 0, "taken_back": 0, "groups": {}}

    assert export(room, meeting(room))["tickets"] == counts
    assert export(room, room.session())["tickets"] is None
