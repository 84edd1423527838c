"""Secrets in files: made once, readable by their owner only, the same after a restart."""

from __future__ import annotations

import errno
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from server.bench.process import HOST_KEY as BENCH_KEY
from server.config import CODE as ROOT
from server.files.keys import (
    Keys,
    check_secrets,
    form_token,
    is_token,
    is_weak,
    new_id,
    new_join_code,
    new_token,
    token_hash,
)
from server.files.secret_files import DamagedSecret
from tests.browser.server import HOST_KEY as BROWSER_KEY
from tests.builders import HOST_KEY, Clock, Room, client_of
from tests.packaging.test_wheel import HOST_KEY as WHEEL_KEY
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


def test_screens_have_a_key_per_session_that_a_restart_keeps_and_the_host_key_does_not_tell(tmp_path: Path) -> None:
    keys, others = Keys(tmp_path, "one-host-key-for-all"), Keys(tmp_path / "elsewhere", "one-host-key-for-all")
    first, second = SessionId("session890123456"), SessionId("session890123457")

    assert keys.screen_key(first, 0) == Keys(tmp_path, "another-host-key-here").screen_key(first, 0)
    others_keys = {others.screen_key(first, 0), keys.screen_key(second, 0), keys.screen_key(first, 1)}
    assert len(others_keys | {keys.screen_key(first, 0)}) == 4
    assert len(keys.screen_key(first, 0)) >= 32


def test_nothing_is_made_from_the_host_key() -> None:
    """It is compared and printed; whatever else left the server could be tried against keys that somebody chose."""
    code = [(path, path.read_text("utf-8")) for path in (*(ROOT / "server").rglob("*.py"), ROOT / "run.py")]
    used = {f"{path.parent.name}/{path.name}": text.count(".host_key") for path, text in code if ".host_key" in text}
    keys = (ROOT / "server/files/keys.py").read_text("utf-8")
    assert used.keys() == {
        "bench/measures.py",  # sends what it was given
        "bench/opening.py",
        "bench/pages.py",
        "files/keys.py",
        "process/serve.py",  # checked at start, and printed for the host
        "server/cli.py",
        "server/demo.py",
        "server/wiring.py",
    }
    assert re.findall(r"^.*self\.host_key.*$", keys, re.MULTILINE) == [
        '        self.host_key = host_key or _host_key(folder / "host.key")',
        '        return text != "" and hmac.compare_digest(text.encode(), self.host_key.encode())',
    ]


@pytest.mark.parametrize("bad", [b"", b"cut short"])
def test_a_screens_key_that_was_cut_short_stops_the_start(tmp_path: Path, bad: bytes) -> None:
    Keys(tmp_path)
    assert (len((tmp_path / "screens.key").read_bytes()), mode(tmp_path / "screens.key")) == (32, 0o600)
    check_secrets(tmp_path)  # the control

    (tmp_path / "screens.key").write_bytes(bad)
    with pytest.raises(DamagedSecret, match=r"screens\.key"):
        check_secrets(tmp_path)


WEAK = (
    "password12345678",
    "passwordpassword",
    "P@ssw0rd-P@ssw0rd",
    "qwertyuiopasdfgh",
    "1234567890123456",
    "0123456789abcdef",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "0110100110010110",  # as long as it looks, and two letters only
    "abc123abc123abc123",
    "host-key-host-key",
    "topfive-topfive-topfive",
    "woaini1314520woaini1314520",
    "test-test-test-test-test",
    "1234567890123456789012345678901234567890123",  # as long as one that is drawn
    "passwordpasswordpasswordpasswordpasswordpas",
)
OURS = (HOST_KEY, BENCH_KEY, BROWSER_KEY, WHEEL_KEY)
CHOSEN = ("my-own-key-for-the-hall", "7f3a09c1d5e8b264", "a-key-of-16-or-more")


@pytest.mark.parametrize("key", WEAK)
def test_a_weak_host_key_that_was_written_by_hand_is_refused(tmp_path: Path, key: str) -> None:
    (tmp_path / "host.key").write_text(f"{key}\n")

    assert is_weak(key)
    with pytest.raises(DamagedSecret, match="too easy to guess"):
        check_secrets(tmp_path)


def test_keys_that_are_hard_enough_and_all_that_are_made_here_are_taken() -> None:
    assert not [key for key in (*OURS, *CHOSEN) if is_weak(key)]
    assert not [key for key in (new_token() for _ in range(500)) if is_weak(key)]


def test_the_token_of_a_form_comes_from_the_sign_in_and_does_not_lead_back() -> None:
    assert form_token("one") == form_token("one") != form_token("two")
    assert "one" not in form_token("one")


def test_nothing_in_the_data_folder_is_open_to_others(tmp_path: Path, clock: Clock) -> None:
    with client_of(tmp_path, clock) as client:
        room = Room(client, clock, tmp_path)
        session = room.session()
        room.open(session["polls"][0])
        secrets = list(tmp_path.rglob("*.key"))

        assert {path.name for path in secrets} == {"screens.key", f"{session['polls'][0]['id']}.key"}
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
