"""Secrets in files: made once, readable by their owner only, the same after a restart."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from server.files.keys import Keys, check_secrets, form_token, is_token, new_id, new_join_code, new_token, token_hash
from server.files.secret_files import DamagedSecret
from tests.builders import Clock, Room, client_of
from votes.model import GroupId, PollId, SessionId, VoterId

POLL, OTHER = PollId("poll567890123456"), PollId("poll567890123457")
VOTER = VoterId("voter67890123456")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_host_key_is_made_once_kept_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = Keys(tmp_path).host_key

    assert Keys(tmp_path).host_key == first
    assert is_token(first)
    assert mode(tmp_path / "host.key") == 0o600
    assert Keys(tmp_path / "elsewhere").host_key != first


def test_a_given_host_key_wins_and_leaves_no_file(tmp_path: Path) -> None:
    assert Keys(tmp_path, "given-by-the-setting").host_key == "given-by-the-setting"
    assert not (tmp_path / "host.key").exists()


def test_a_host_key_that_was_edited_by_hand_may_end_in_a_line_break(tmp_path: Path) -> None:
    (tmp_path / "host.key").write_text("edited-by-hand-once\n")

    assert Keys(tmp_path).host_key == "edited-by-hand-once"


def fail_at(call: tuple[Any, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*call, fails)


@pytest.mark.parametrize("call", [(os, "fsync"), (Path, "rename")], ids=["fsync", "rename"])
def test_a_full_disk_leaves_no_key_and_not_half_of_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: tuple[Any, str]
) -> None:
    with monkeypatch.context() as full:
        fail_at(call, full)
        with pytest.raises(OSError, match="No space left"):
            Keys(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["keys"]

    assert is_token(Keys(tmp_path).host_key)  # the next start makes one
    keys = Keys(tmp_path)
    with monkeypatch.context() as full:
        fail_at(call, full)
        with pytest.raises(OSError, match="No space left"):
            keys.make(POLL)
    assert list((tmp_path / "keys").iterdir()) == []


@pytest.mark.parametrize("held", [b"", b"\n", b"short\n"])
def test_an_empty_host_key_is_nobodys(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "host.key").write_bytes(held)

    with pytest.raises(DamagedSecret, match=r"Delete|Put back"):
        Keys(tmp_path)
    keys = Keys(tmp_path / "given", "given-by-the-setting")
    keys.host_key = ""  # whatever may go wrong elsewhere
    assert not keys.is_host_key("")


def test_a_poll_key_that_was_cut_short_makes_no_voter_key(tmp_path: Path) -> None:
    Keys(tmp_path).make(POLL)
    (tmp_path / "keys" / f"{POLL}.key").write_bytes(b"")

    with pytest.raises(DamagedSecret):
        Keys(tmp_path).voter_key(POLL, VOTER)
    with pytest.raises(DamagedSecret):
        Keys(tmp_path).make(POLL)


def test_what_a_kill_left_beside_is_dropped_at_the_next_start(tmp_path: Path) -> None:
    Keys(tmp_path).make(POLL)
    left = [tmp_path / ".host.key.0a1b2c3d", tmp_path / "keys" / f".{OTHER}.key.0a1b2c3d"]
    for path in left:
        path.write_bytes(b"ha")

    check_secrets(tmp_path)

    assert not any(path.exists() for path in left)
    assert (tmp_path / "keys" / f"{POLL}.key").exists()


def test_each_poll_has_a_key_of_its_own_in_a_file_of_its_own(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.make(POLL)
    keys.make(OTHER)
    kept = tmp_path / "keys" / f"{POLL}.key"

    assert (len(kept.read_bytes()), mode(kept), mode(tmp_path / "keys")) == (32, 0o600, 0o700)
    assert kept.read_bytes() != (tmp_path / "keys" / f"{OTHER}.key").read_bytes()
    assert keys.voter_key(POLL, VOTER) != keys.voter_key(OTHER, VOTER)


def test_making_a_key_again_keeps_it_and_a_restart_finds_it(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.make(POLL)
    before = keys.voter_key(POLL, VOTER)
    keys.make(POLL)

    assert keys.voter_key(POLL, VOTER) == before
    assert Keys(tmp_path).voter_key(POLL, VOTER) == before


def test_a_groups_key_is_no_voters_and_the_same_for_all_members(tmp_path: Path) -> None:
    keys, group = Keys(tmp_path), GroupId("0123456789abcdef")
    keys.make(POLL)

    shared = keys.voter_key(POLL, VOTER, group)
    assert shared == keys.voter_key(POLL, VoterId("another voter's"), group)
    assert shared != keys.voter_key(POLL, VoterId(group))
    assert shared != keys.voter_key(POLL, VOTER)


def test_a_poll_that_never_opened_has_no_key(tmp_path: Path) -> None:
    assert Keys(tmp_path).voter_key(POLL, VOTER) is None


def test_screens_have_a_key_per_session_that_comes_from_the_host_key(tmp_path: Path) -> None:
    keys, others = Keys(tmp_path, "one-host-key-for-all"), Keys(tmp_path, "another-host-key-here")
    first, second = SessionId("session890123456"), SessionId("session890123457")

    assert keys.screen_key(first, 0) == Keys(tmp_path, "one-host-key-for-all").screen_key(first, 0)
    others_keys = {others.screen_key(first, 0), keys.screen_key(second, 0), keys.screen_key(first, 1)}
    assert len(others_keys | {keys.screen_key(first, 0)}) == 4
    assert len(keys.screen_key(first, 0)) >= 32


def test_the_token_of_a_form_comes_from_the_sign_in_and_does_not_lead_back() -> None:
    assert form_token("one") == form_token("one") != form_token("two")
    assert "one" not in form_token("one")


def test_nothing_in_the_data_folder_is_open_to_others(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        session = room.session()
        room.open(session["polls"][0])
        secrets = list(tmp_path.rglob("*.key"))

        assert len(secrets) == 1
        assert {mode(path) for path in secrets} == {0o600}
        assert b"" not in [path.read_bytes() for path in secrets]


def test_the_key_of_a_poll_is_not_in_the_database(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        session = room.session()
        room.open(session["polls"][0])
        token = room.join(session)
        room.cast(token, session["polls"][0], [0])
    (key,) = (path.read_bytes() for path in (tmp_path / "keys").glob("*.key"))
    on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("topfive.db*"))

    assert key not in on_disk
    assert token.encode() not in on_disk
    assert token_hash(token) in on_disk  # the control: this is where it would stand


@pytest.mark.parametrize(
    ("make", "shape"),
    [(new_id, r"[0-9a-hjkmnp-tv-z]{16}"), (new_token, r"[A-Za-z0-9_-]{43}"), (new_join_code, r"[0-9]{6}")],
)
def test_what_is_drawn_has_its_shape_and_does_not_repeat(make: object, shape: str) -> None:
    assert callable(make)
    drawn = [make() for _ in range(50)]

    assert all(re.fullmatch(shape, each) for each in drawn)
    assert len(set(drawn)) > 45


@pytest.mark.parametrize("text", ["", "x", "a" * 42, "a" * 44, "a" * 42 + "\n", "a" * 42 + "é"])
def test_what_has_another_shape_is_no_token(text: str) -> None:
    assert not is_token(text)
    assert is_token(new_token())
