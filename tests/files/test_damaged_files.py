"""Files of the data folder that are gone, damaged or something else: each is refused or done without, in words."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from server.config import BadSetting
from server.files.data_folder import DATABASE, check_whole
from server.files.kept_files import documents_of
from server.files.passphrase import Passphrase
from server.store.database import DamagedDatabase, Database

LEFT: dict[str, Callable[[Path], object]] = {
    "keys of polls": lambda folder: (folder / "keys" / "poll.key").write_bytes(b"x" * 32),
    "tickets": lambda folder: (folder / "tickets.key").write_bytes(b"x" * 32),
    "handed in": lambda folder: (folder / "documents" / "a.pdf").write_bytes(b"%PDF-"),
    "log of a database": lambda folder: (folder / f"{DATABASE}-wal").write_bytes(b"x" * 32),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("keys", "documents"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.mark.parametrize("left", LEFT)
@pytest.mark.parametrize("how", ["is not there", "is empty"])
def test_a_database_that_is_gone_is_missed_where_something_shows_that_it_was_here(
    folder: Path, left: str, how: str
) -> None:
    check_whole(folder)  # the control: a folder in which nothing has been
    LEFT[left](folder)
    if how == "is empty":
        (folder / DATABASE).touch()

    with pytest.raises(BadSetting, match=f"{left}.*{how}"):
        check_whole(folder)

    (folder / DATABASE).write_bytes(b"x")
    check_whole(folder)


def test_a_log_that_was_taken_away_is_missed(folder: Path) -> None:
    for end in ("", "-shm", "-wal"):
        (folder / f"{DATABASE}{end}").write_bytes(b"x")
    check_whole(folder)
    (folder / f"{DATABASE}-wal").unlink()

    with pytest.raises(BadSetting, match=f"{DATABASE}-wal is not there.*delete {DATABASE}-shm"):
        check_whole(folder)

    (folder / f"{DATABASE}-shm").unlink()
    check_whole(folder)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:50_000]), "malformed.*restore a copy"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"NOT NULL", b"NOT \xceULL")), "malformed.*restore"),
        (lambda path: path.write_bytes(b"x" * 50_000), "not a database.*restore a copy"),
        (lambda path: (path.unlink(), path.mkdir()), "unable to open.*may be read and written"),
    ],
)
def test_a_damaged_database_ends_the_start_with_what_to_do_and_nothing_else(
    migrated: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: Callable[[Path], object], said: str
) -> None:
    shutil.copy(migrated, tmp_path)
    damage(tmp_path / DATABASE)

    with pytest.raises(DamagedDatabase, match=said):
        asyncio.run(Database(tmp_path / DATABASE).start())

    assert caplog.records == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"\xff" + path.read_bytes()[1:]),
        lambda path: (path.unlink(), path.mkdir()),
        lambda path: path.write_bytes(b""),
    ],
)
def test_a_damaged_passphrase_fits_nothing(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    passphrase = Passphrase(tmp_path)
    passphrase.set("a cold lake at the foot")
    assert passphrase.fits("a cold lake at the foot")
    damage(tmp_path / "passphrase.key")

    assert not passphrase.fits("a cold lake at the foot")


def test_a_kept_file_that_cannot_be_read_is_lost(folder: Path) -> None:
    documents = documents_of(folder)
    documents.path_of("a").write_bytes(b"%PDF-")
    documents.path_of("b").mkdir()
    assert [documents.size_of(name) for name in ("a", "b", "c")] == [5, 0, 0]
    assert not documents.has_room_for(2**60)

    shutil.rmtree(folder / "documents")
    (folder / "documents").touch()

    assert documents.size_of("a") == 0
    assert not documents.has_room_for(1)
