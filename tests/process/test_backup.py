"""Backups carry no key and no link to a voter; a bundle carries a running meeting on, and leaves none behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from server import cli
from server.files.data_folder import held
from tests.builders import HOST_KEY, Clock, Json, Room, client_of
from tests.features.polls.erasing import context_of, export, files_with, rows, voted, wait_for_erasure
from votes.model import PollId


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nothing else is stored here."""
    return fresh


def command(data: Path, *arguments: str) -> None:
    cli.main([*arguments, "--data", str(data)])


def refusal(data: Path, *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        command(data, *arguments)
    return str(ended.value.code)


def key_of(folder: Path, poll: Json) -> Path:
    return folder / "keys" / f"{poll['id']}.key"


def test_a_backup_of_a_running_server_counts_the_same_and_carries_no_key(
    room: Room, tmp_path: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    poll, voters = voted(room)
    secret = key_of(room.folder, poll).read_bytes()
    copy = tmp_path / "copy"
    command(room.folder, "backup", str(copy))

    assert "no keys" in capsys.readouterr().out
    assert [path.name for path in copy.rglob("*")] == ["topfive.db"]
    assert files_with(copy, secret) == []
    assert copy.stat().st_mode & 0o077 == (copy / "topfive.db").stat().st_mode & 0o077 == 0
    room.cast(voters[0], poll, [3])  # the running meeting goes on, and the copy does not move
    with client_of(copy, clock) as client:
        other = Room(client, clock, copy)
        assert other.result(poll)["ballots"] == 9
        assert other.votes(poll) == [7, 7, 1, 3]
        refused = other.cast(voters[0], poll, [3])
        assert (refused.status, refused.problem) == (409, "conflict")
        assert "copy the poll" in refused.json["detail"]
        other.close(poll)
        wait_for_erasure(other, poll)
        assert len(export(other, poll)["tags"]["ballots"]) == 9


def test_a_backup_after_close_says_nothing_about_voters(room: Room, tmp_path: Path) -> None:
    poll, _ = voted(room)
    room.close(poll)
    wait_for_erasure(room, poll)
    command(room.folder, "backup", str(tmp_path / "copy"))

    assert rows(tmp_path / "copy", "SELECT count(*) FROM ballots") == [(0,)]
    assert rows(tmp_path / "copy", "SELECT count(*) FROM final_ballots") == [(9,)]


def test_a_copy_never_writes_over_anything(room: Room, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("kept")

    for verb in ("backup", "move"):
        assert "is not empty" in refusal(room.folder, verb, str(tmp_path / "full"))
        (tmp_path / verb).mkdir()
        assert refusal(tmp_path / verb, verb, str(tmp_path / "to")).startswith(
            ("Nothing was copied", "Nothing was moved")
        )
    assert (tmp_path / "full" / "file").read_text() == "kept"
    assert not (room.folder / "moved").exists()


def test_a_running_server_is_not_moved_and_has_its_folder_to_itself(room: Room, tmp_path: Path) -> None:
    with held(room.folder):
        assert "Stop it first" in refusal(room.folder, "move", str(tmp_path / "to"))
        assert "Stop it first" in refusal(room.folder, "serve", "--host", "127.0.0.1", "--port", "1")
    assert not (tmp_path / "to").exists()


def test_a_moved_meeting_goes_on_elsewhere_and_nowhere_else(tmp_path: Path, clock: Clock) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with client_of(old, clock) as client:
        poll, voters = voted(Room(client, clock, old))
    secret = key_of(old, poll).read_bytes()
    command(old, "move", str(new))

    assert key_of(new, poll).read_bytes() == secret
    assert key_of(new, poll).stat().st_mode & 0o077 == 0
    assert files_with(old, secret) == [], "after close the old place could still say who voted for what"
    assert str(new) in refusal(old, "serve", "--host", "127.0.0.1", "--port", "1")
    with client_of(new, clock) as client:
        room = Room(client, clock, new)
        changed = room.cast(voters[0], poll, [3])
        assert (changed.status, changed.json["revision"]) == (200, 2)
        assert room.result(poll)["ballots"] == 9
        assert "已迁到另一台电脑" in room.host("GET", f"/host/{poll['session']}").text
        room.close(poll)
        wait_for_erasure(room, poll)
        assert files_with(tmp_path, secret) == []
        assert context_of(room).keys.voter_key(PollId(poll["id"]), "anybody") is None  # type: ignore[arg-type]


def test_a_move_brings_the_host_key_along(tmp_path: Path, clock: Clock) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    with client_of(old, clock):
        pass
    (old / "host.key").write_text(HOST_KEY)
    command(old, "move", str(new))

    assert (new / "host.key").read_text() == HOST_KEY
