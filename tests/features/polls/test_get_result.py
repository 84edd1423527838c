"""GET /api/polls/{poll}/result: its shape, and who may see it when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import Answer, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused


def get(room: Room, poll: Json, by: str | None = None) -> Answer:
    return room.call("GET", f"/api/polls/{poll['id']}/result", by=by)


def voted(room: Room, votes: list[int], groups: tuple[str, ...] = (), **fields: Any) -> tuple[Json, Json]:
    """A session and its open list, with single marks that add up to ``votes``."""
    options = [{"title": f"Option {at}", "department": "Services"} for at in range(len(votes))]
    poll = {"title": "List", "winners": 2, "options": options, **fields}
    session = room.session(groups=groups, polls=[poll], smallest_group=2)
    room.open(session["polls"][0])
    for option, count in enumerate(votes):
        for at in range(count):
            voter = room.join(session, groups[at % len(groups)] if groups else None)
            assert room.cast(voter, session["polls"][0], [option]).status == 200
    return session, session["polls"][0]


def test_the_whole_shape_of_a_result(room: Room) -> None:
    session, poll = voted(room, [1, 3, 1, 2], ("East", "West"))
    room.join(session, "East")
    room.close(poll)
    ids = [option["id"] for option in poll["options"]]
    east, west = (group["id"] for group in session["groups"])

    result = room.result(poll)

    ranked = [(1, 3, 0.4286, 1, True), (3, 2, 0.2857, 2, True), (0, 1, 0.1429, 3, False), (2, 1, 0.1429, 3, False)]
    assert result == {
        "poll": poll["id"],
        "state": "closed",
        "type": "approval",
        "ballots": 7,
        "blank": 0,
        "void": 0,
        "returned": 7,
        "joined": 8,
        "winners": 2,
        "options": [
            {"option": ids[at], "title": f"Option {at}", "votes": n, "share": share, "rank": rank, "elected": elected}
            for at, n, share, rank, elected in ranked
        ],
        "tie": None,
        "groups": [group_row(east, "East", 5, ids, [1, 2, 1, 1]), group_row(west, "West", 2, ids, [0, 1, 0, 1])],
    }


def group_row(group: str, name: str, ballots: int, ids: list[str], votes: list[int]) -> Json:
    options = [{"option": option, "votes": n} for option, n in zip(ids, votes, strict=True)]
    return {"group": group, "name": name, "ballots": ballots, "options": options}


def test_a_tie_at_the_cut_line_is_left_open(room: Room) -> None:
    _, poll = voted(room, [2, 1, 1, 0])
    room.close(poll)

    result = room.result(poll)

    assert [option["elected"] for option in result["options"]] == [True, None, None, False]
    assert [option["rank"] for option in result["options"]] == [1, 2, 2, 4]
    assert result["tie"] == {
        "rank": 2,
        "seats": 1,
        "options": [poll["options"][1]["id"], poll["options"][2]["id"]],
        "settled": None,
    }


def test_nobody_is_elected_and_no_tie_stands_before_close(room: Room) -> None:
    _, poll = voted(room, [2, 1, 1])
    before = room.result(poll)
    room.close(poll)

    assert ({option["elected"] for option in before["options"]}, before["tie"]) == ({None}, None)
    assert room.result(poll)["tie"] is not None  # the control


def test_without_ballots_shares_are_zero_and_no_place_is_filled(room: Room) -> None:
    _, poll = voted(room, [0, 0, 0])
    room.close(poll)

    result = room.result(poll)

    assert (result["ballots"], result["tie"]) == (0, None)
    assert {(option["share"], option["elected"], option["rank"]) for option in result["options"]} == {(0, False, 1)}


def test_every_group_appears_also_with_no_ballots_and_small_ones_are_merged(room: Room) -> None:
    _, poll = voted(room, [2, 1], ("East", "West"))  # East 2, West 1: one small group takes in the other
    room.close(poll)

    rows = room.result(poll)["groups"]

    assert len(rows) == 1
    assert (rows[0]["group"], rows[0]["name"], rows[0]["ballots"], len(rows[0]["merged"])) == (
        None,
        "East + West",
        3,
        2,
    )
    _, quiet = voted(room, [2], ("East", "West", "North"), options=[{"title": "One"}])
    room.close(quiet)
    assert room.result(quiet)["groups"][0]["name"] == "North"


def test_voters_without_a_group_count_in_a_row_of_their_own_only_if_there_are_any(room: Room) -> None:
    session, poll = voted(room, [4], ("East", "West"))
    room.close(poll)
    assert [row["group"] for row in room.result(poll)["groups"]] == [group["id"] for group in session["groups"]]

    session, poll = voted(room, [4], ("East", "West"))
    room.join(session, None)
    room.close(poll)

    rows = room.result(poll)["groups"]
    assert (rows[-1]["group"], rows[-1]["ballots"], "merged" in rows[-1]) == (None, 0, False)
    assert rows[-1]["name"]


def test_an_open_list_has_no_rows_of_groups_for_the_host_either(room: Room) -> None:
    session, poll = voted(room, [4, 2], ("East", "West"))

    running = room.result(poll)

    assert (running["ballots"], running["groups"]) == (6, [])
    room.close(poll)
    assert [row["group"] for row in room.result(poll)["groups"]] == [group["id"] for group in session["groups"]]


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_before_reveal_only_the_host_sees_it(hall: Room, state: str) -> None:
    session = hall.session()
    poll = session["polls"][0]
    steps = {"draft": (), "open": (hall.open,), "closed": (hall.open, hall.close)}
    for step in steps[state]:
        step(poll)
    stranger = hall.join(hall.session())

    assert [get(hall, poll, by).status for by in (None, "unknown", hall.join(session), stranger)] == [403] * 4
    assert hall.result(poll)["state"] == state


def test_after_reveal_everybody_sees_it(room: Room) -> None:
    session, poll = voted(room, [1, 0])
    room.close(poll)
    room.reveal(poll)
    stranger = room.join(room.session())

    seen = [get(room, poll, by) for by in (None, "unknown", room.join(session), stranger)]

    assert {answer.status for answer in seen} == {200}
    assert seen[0].json["state"] == "revealed"


@pytest.mark.parametrize("sealed_at", ["creation", "after opening"])
def test_a_sealed_poll_is_sealed_for_the_host_until_close(room: Room, sealed_at: str) -> None:
    session, poll = voted(room, [2, 1], display="sealed" if sealed_at == "creation" else "live")
    if sealed_at == "after opening":
        assert room.host("GET", f"/api/polls/{poll['id']}/result").status == 200  # the control
        room.host("PATCH", f"/api/polls/{poll['id']}", json={"display": "sealed"})

    refused = room.host("GET", f"/api/polls/{poll['id']}/result")

    assert (refused.status, refused.json["state"]) == (409, "open")
    assert get(room, poll, room.join(session)).status == 403
    room.close(poll)
    assert room.votes(poll) == [2, 1]
    assert get(room, poll).status == 403
    room.reveal(poll)
    assert get(room, poll).status == 200


def test_a_poll_that_is_not_there_is_not_found(room: Room) -> None:
    assert room.host("GET", f"/api/polls/{UNKNOWN}/result").problem == "unknown-poll"
    assert get(room, {"id": UNKNOWN}).status == 404


def test_another_method_is_told_the_right_one(room: Room, poll: Json) -> None:
    assert_method_refused(room, "POST", f"/api/polls/{poll['id']}/result", "GET")
