"""Pages that a hall shares are only so many, however phones ask for them."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from server.files import keys
from server.live import snapshots
from server.live.rooms import Rooms
from server.surfaces import phone_filling
from server.surfaces.phone_front import PhonePages
from tests.builders import Room
from tests.features.polls.erasing import wait_for_erasure
from votes.model import SessionId, VoterId


def test_phones_that_make_up_codes_are_no_more_kinds_of_receipts_than_a_hall_has(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared: list[Any] = []
    page = PhonePages._page

    def counting(*given: Any) -> Any:
        if made := page(*given):
            shared.append(made)
        return made

    monkeypatch.setattr(PhonePages, "_page", counting)
    monkeypatch.setattr(phone_filling, "MOST_RECEIPTS", 5)
    polls = [{"title": f"List {n}", "options": [{"title": "One"}, {"title": "Two"}]} for n in range(6)]
    session = room.session(polls=polls)
    voter = room.join(session)
    for poll in session["polls"]:
        room.open(poll)
    for poll in session["polls"]:
        room.close(poll)
        wait_for_erasure(room, poll)
    seen = VoterId(voter_of(room, voter))
    room.call("GET", f"/s/{session['id']}", by=voter)
    shared.clear()
    answers = []
    for kind in range(2 ** len(polls)):
        codes = "-".join(f"{at}.ABCDEFGHJKMN" for at in range(len(polls)) if kind >> at & 1)
        cookies = {f"voter-{session['id']}": voter, "mine": f"{keys.voter_mark(seen)}_{codes}"}
        answers.append(room.call("GET", f"/s/{session['id']}", cookies=cookies))

    assert {answer.status for answer in answers} == {200}
    assert len(shared) == 5
    assert "ABCD-EFGH-JKMN" in answers[-1].text  # who is told it goes the ordinary way has it all the same


def voter_of(room: Room, token: str) -> str:
    with sqlite3.connect(room.folder / "topfive.db") as database:
        (found,) = database.execute("SELECT id FROM voters WHERE token_hash = ?", (keys.token_hash(token),)).fetchone()
    database.close()
    return str(found)


def test_so_many_pages_are_kept_and_no_more(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "MOST_PAGES", 3)
    session = room.session(options=3)
    poll = session["polls"][0]
    room.open(poll)
    room.close(poll)
    wait_for_erasure(room, poll)
    room.reveal(poll)
    rooms = room.client.app.state.services.part(Rooms)  # type: ignore[attr-defined]
    for _ in range(8):
        room.join(session)  # who joins changes what the public page says
        assert room.call("GET", f"/r/{session['id']}").status == 200
        assert len(rooms.as_read(SessionId(session["id"])).pages) <= 3
