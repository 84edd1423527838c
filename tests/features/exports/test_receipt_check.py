"""Whoever has a receipt code finds its ballot among the published ones, and nobody finds more than that."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing

import pytest

from tests.builders import Json, Room
from tests.features.polls.erasing import wait_for_erasure
from tests.tab import Page
from votes import receipt


def held(room: Room) -> tuple[Json, list[str]]:
    """Two lists, the first published; the codes of two voters for the first, and of one for the second."""
    lists = [{"title": name, "options": [{"title": f"{name} {n}"} for n in range(3)]} for name in ("First", "Second")]
    session = room.session(locale="en", polls=lists)
    first, second = session["polls"]
    codes = []
    for poll, number in ((first, 2), (second, 1)):
        room.open(poll)
        codes += [room.cast(room.join(session), poll, [n]).json["receipt"] for n in range(number)]
        room.close(poll)
        wait_for_erasure(room, poll)
    room.reveal(first)
    return session, codes


def said(room: Room, session: Json, code: str) -> str:
    answer = room.call("GET", f"/r/{session['id']}", params={"code": code})
    assert answer.status == 200
    return Page(answer.text).text


FOUND, MISSING, NONE = "among those counted in: First", "None of the published ballots", "That is not a receipt code"


def test_a_code_is_found_however_it_is_typed(room: Room) -> None:
    session, (code, other, _) = held(room)
    grouped = "-".join(code[at : at + 4] for at in range(0, 12, 4))
    for typed in (code, other, code.lower(), grouped, f" {grouped.replace('-', ' ')} ", code.replace("0", "o")):
        assert FOUND in said(room, session, typed)
    assert FOUND not in Page(room.call("GET", f"/r/{session['id']}").text).text


def test_before_the_lists_are_whole_nobody_is_told_that_their_ballot_is_missing(room: Room) -> None:
    session = room.session(options=3, locale="en")
    poll = session["polls"][0]
    room.open(poll)
    code = room.cast(room.join(session), poll, [0]).json["receipt"]
    room.close(poll)
    wait_for_erasure(room, poll)
    room.reveal(poll)
    assert "among those counted in" in said(room, session, code)  # the control
    with closing(sqlite3.connect(room.folder / "topfive.db", isolation_level=None)) as database:
        for table in ("erasures", "final_ballots"):  # as it stands while they are being written
            database.execute(f"DELETE FROM {table} WHERE poll = ?", (poll["id"],))
    assert "still being written" in said(room, session, code)


def test_what_is_not_published_is_not_found(room: Room) -> None:
    session, (_, _, unpublished) = held(room)
    assert MISSING in said(room, session, unpublished)
    room.reveal(session["polls"][1])
    assert "counted in: Second" in said(room, session, unpublished)  # the control


@pytest.mark.parametrize("typed", ["K7QM", "K7QM-3TXA-9RW!", "ABCDEFGHJKMNP", "x" * 200, "<b>"])
def test_what_is_no_code_is_said_to_be_none(room: Room, typed: str) -> None:
    session, _ = held(room)
    assert NONE in said(room, session, typed)


def test_a_code_that_nobody_got_is_not_found_and_the_page_is_the_same_for_all(room: Room) -> None:
    session, _ = held(room)
    assert MISSING in said(room, session, "K7QM3TXA9RWE")
    assert room.call("GET", f"/r/{session['id']}", params={"code": ""}).status == 200


def test_a_code_names_just_the_tags_that_show_it() -> None:
    chance = random.Random(7)
    for _ in range(200):
        tag = chance.randbytes(receipt.TAG_BYTES)
        first, last = receipt.tags_of(receipt.code(tag))
        assert first <= tag <= last
        assert receipt.code(first) == receipt.code(last) == receipt.code(tag)
        for beyond in (int.from_bytes(first, "big") - 1, int.from_bytes(last, "big") + 1):
            if 0 <= beyond < 1 << 128:
                assert receipt.code(beyond.to_bytes(16, "big")) != receipt.code(tag)
