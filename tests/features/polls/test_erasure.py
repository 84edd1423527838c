"""After close: tags take the ballots' place, and nothing leads from a voter to them; killed anywhere, it ends."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from server.features.polls.erasure import CountsDiffer, empty_box, erase_key, finish_closing, list_ballots
from server.files.keys import Keys
from tests.builders import HOST_KEY, Clock, Room, client_of
from tests.features.polls.erasing import (
    STEPS,
    by_hand,
    context_of,
    export,
    files_with,
    nonce,
    receipt_of,
    rows,
    stage,
    step,
    voted,
    wait_for_erasure,
)
from votes.model import PollId, VoterId
from votes.receipt import ballot_tag, mark_tag


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def test_after_close_only_tags_and_counts_are_left(room: Room) -> None:
    poll, _ = voted(room)
    key = (room.folder / "keys" / f"{poll['id']}.key").read_bytes()
    assert rows(room.folder, "SELECT count(*) FROM ballots") == [(9,)]  # the controls
    assert files_with(room.folder, key)
    assert files_with(room.folder, bytes.fromhex(nonce(4)))

    room.close(poll)
    wait_for_erasure(room, poll)

    assert rows(room.folder, "SELECT count(*) FROM ballots") == [(0,)]
    assert files_with(room.folder, key) == []
    for at in range(9):
        assert files_with(room.folder, bytes.fromhex(nonce(at))) == [], "a nonce ties the marks of a ballot together"
    assert (room.folder / "topfive.db-wal").stat().st_size < 50_000  # the log before it was cut


def test_the_lists_are_those_that_the_ballots_make_and_the_result_stays(room: Room) -> None:
    poll, _ = voted(room)
    context = by_hand(room, poll)
    room.close(poll)
    before, result = export(room, poll), room.result(poll)
    tags = [ballot_tag(PollId(poll["id"]), bytes.fromhex(nonce(at))).hex() for at in range(9)]
    first = [mark_tag(PollId(poll["id"]), poll["options"][0]["id"], bytes.fromhex(nonce(at))).hex() for at in range(6)]
    assert before["tags"]["ballots"] == sorted(tags)
    assert set(first) <= set(before["tags"]["marks"][poll["options"][0]["id"]])

    for take in STEPS:
        step(room, take, poll)
        assert export(room, poll)["tags"] == before["tags"], take
        assert room.result(poll) == result, take
    assert context.disputed


def test_small_groups_are_one_on_the_disk_too(room: Room) -> None:
    poll, _ = voted(room)
    groups = room.host("GET", f"/api/sessions/{poll['session']}").json["groups"]
    east, west, north = (each["id"] for each in groups)
    assert {grp for (grp,) in rows(room.folder, "SELECT grp FROM counts WHERE option != ''")} == {east, west, north}

    room.close(poll)
    wait_for_erasure(room, poll)

    assert {grp for (grp,) in rows(room.folder, "SELECT grp FROM counts WHERE option != ''")} == {
        east,
        f"{west}+{north}",
    }
    assert {grp for (grp,) in rows(room.folder, "SELECT grp FROM final_marks")} == {east, f"{west}+{north}"}
    assert {grp for (grp,) in rows(room.folder, "SELECT grp FROM final_ballots")} == {east, f"{west}+{north}"}
    told = room.result(poll)["groups"]
    assert [(each.get("merged"), each["ballots"]) for each in told] == [(None, 6), ([west, north], 3)]
    assert sum(each["votes"] for each in told[1]["options"]) == sum(room.votes(poll)) - 12


def test_lists_that_merge_other_groups_than_this_version_would_are_emptied_all_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll, _ = voted(room)
    groups = room.host("GET", f"/api/sessions/{poll['session']}").json["groups"]
    west, north = (each["id"] for each in groups[1:])
    by_hand(room, poll)
    room.close(poll)
    with monkeypatch.context() as earlier:
        earlier.setattr("server.features.polls.erasure.merged_groups", lambda *_: (west, north, None))
        step(room, list_ballots, poll)

    step(room, empty_box, poll)

    assert rows(room.folder, "SELECT count(*) FROM ballots") == [(0,)]


def test_how_many_of_each_group_voted_is_still_told(room: Room) -> None:
    poll, _ = voted(room)
    groups = room.host("GET", f"/api/sessions/{poll['session']}").json["groups"]
    room.close(poll)
    wait_for_erasure(room, poll)

    assert dict(rows(room.folder, "SELECT grp, votes FROM counts WHERE option = ''")) == {
        groups[0]["id"]: 6,
        groups[1]["id"]: 1,
        groups[2]["id"]: 2,
    }


@pytest.mark.parametrize("taken", range(4))
def test_a_server_that_ends_after_any_step_finishes_at_its_next_start(tmp_path: Path, clock: Clock, taken: int) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        poll, voters = voted(room)
        by_hand(room, poll)
        room.close(poll)
        for take in STEPS[:taken]:
            step(room, take, poll)
        before, result = export(room, poll), room.result(poll)
        assert stage(tmp_path) == (None, "listed", "emptied", "erased")[taken]

    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        wait_for_erasure(room, poll)
        assert export(room, poll)["tags"] == before["tags"]
        assert room.result(poll) == result
        assert not list((tmp_path / "keys").glob("*.key"))
        again = room.cast(voters[2], poll, [3], id="id-2")
        assert (again.status, again.json["receipt"]) == (200, receipt_of(poll, 2))


def test_a_step_that_is_taken_twice_changes_nothing(room: Room) -> None:
    poll, _ = voted(room)
    by_hand(room, poll)
    room.close(poll)
    for take in (list_ballots, empty_box):
        step(room, take, poll)
    step(room, erase_key, poll)
    before = export(room, poll)
    step(room, erase_key, poll)
    assert room.client.portal
    room.client.portal.call(finish_closing, context_of(room))

    assert export(room, poll)["tags"] == before["tags"]


@pytest.mark.parametrize("change", ["votes = votes + 1 WHERE option != ''", "votes = votes - 1 WHERE option = ''"])
def test_where_ballots_and_counts_differ_nothing_is_erased(tmp_path: Path, clock: Clock, change: str) -> None:
    with client_of(tmp_path, clock) as client:
        poll, _ = voted(Room(client, clock, tmp_path))
    with sqlite3.connect(tmp_path / "topfive.db") as database:
        database.execute(f"UPDATE counts SET {change}")
    database.close()

    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        other = room.session(options=2)["polls"][0]
        room.open(other)
        room.close(poll)
        room.close(other)
        wait_for_erasure(room, other)
        assert PollId(poll["id"]) in context_of(room).disputed
        assert rows(tmp_path, "SELECT count(*) FROM ballots") == [(9,)]
        assert [path.stem for path in (tmp_path / "keys").glob("*.key")] == [poll["id"]]
        for page in ("", "/results"):
            shown = room.host("GET", f"/host/{poll['session']}{page}", headers={"Accept-Language": "en"}).text
            assert "do not agree with its running count" in shown
            assert "erased: nobody can tell" not in shown
        fine = room.host("GET", f"/host/{other['session']}/results", headers={"Accept-Language": "en"}).text
        assert "erased: nobody can tell" in fine
        assert "differ" not in fine


def test_a_poll_that_cannot_be_erased_keeps_no_other_from_it_and_the_console_says_it(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stuck = room.session(options=2)["polls"][0]
    session = room.session(polls=[{"title": "Fine", "options": [{"title": "One"}, {"title": "Two"}]}])
    fine = session["polls"][0]
    erase = Keys.erase

    def fails(keys: Keys, poll: PollId) -> None:
        if poll == stuck["id"]:
            raise OSError(errno.EIO, "Input/output error")
        erase(keys, poll)

    def console() -> str:
        return room.host("GET", f"/host/{stuck['session']}", headers={"Accept-Language": "en"}).text

    with monkeypatch.context() as broken:
        broken.setattr(Keys, "erase", fails)
        for poll in (stuck, fine):
            room.open(poll)
            room.close(poll)
        wait_for_erasure(room, fine)
        by_now = context_of(room).unerased
        assert room.client.portal is not None
        for _ in range(3):
            room.client.portal.call(finish_closing, context_of(room))
        assert by_now == {stuck["id"]}
        assert "could not be erased yet" in console()
        assert caplog.text.count("it is tried again") == 1  # and not once a second

    room.client.portal.call(finish_closing, context_of(room))
    wait_for_erasure(room, stuck)
    assert context_of(room).unerased == set()
    assert "could not be erased yet" not in console()


def test_lists_that_differ_from_the_counts_stop_the_second_step(room: Room) -> None:
    poll, _ = voted(room)
    by_hand(room, poll)
    room.close(poll)
    step(room, list_ballots, poll)
    with sqlite3.connect(room.folder / "topfive.db") as database:
        database.execute("DELETE FROM final_marks")
    database.close()

    with pytest.raises(CountsDiffer):
        step(room, empty_box, poll)
    assert rows(room.folder, "SELECT count(*) FROM ballots") == [(9,)]


def test_opening_a_closed_poll_again_makes_no_new_key(room: Room) -> None:
    poll, _ = voted(room)
    room.close(poll)
    wait_for_erasure(room, poll)

    assert room.open(poll).status == 409
    assert not list((room.folder / "keys").glob("*.key"))


def test_while_a_key_is_being_erased_it_is_nobodys(tmp_path: Path) -> None:
    keys = Keys(tmp_path, HOST_KEY)
    poll, voter = PollId("a" * 16), VoterId("v")
    keys.make(poll)
    assert keys.voter_key(poll, voter)

    keys.forget(poll)

    assert keys.voter_key(poll, voter) is None  # its file is there still
    keys.erase(poll)
    keys.erase(poll)
    assert not list((tmp_path / "keys").iterdir())
