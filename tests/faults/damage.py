"""A data folder with a file of every kind, as a killed server leaves it, and what can happen to one of them."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from server.files.keys import Keys
from server.files.passphrase import Passphrase
from tests.builders import Clock, Json, Room, client_of
from tests.features.agenda.test_reports import path as report_path
from tests.features.agenda.test_reports import pdf_of, put
from tests.features.call import calls
from tests.features.polls.erasing import wait_for_erasure

PHRASE = "a cold lake at the foot of four hills"
CLOSED, OPEN = "Closed", "Open"


class Whole:
    """The folder, and what must be found in it: ``pages`` are addresses that answered well."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        Keys(folder)  # which makes the host's key
        Passphrase(folder).set(PHRASE)
        (folder / "running").mkdir()
        clock = Clock()
        clock.now = datetime.now(UTC)  # as of the server that starts on it
        with client_of(folder / "running", clock) as client:
            self._fill(Room(client, clock, folder / "running"))
            for each in (folder / "running").iterdir():  # before the server ends, so that the log is still there
                if each.name != "keys":
                    (shutil.copytree if each.is_dir() else shutil.copy)(each, folder / each.name)
            shutil.copytree(folder / "running" / "keys", folder / "keys", dirs_exist_ok=True)
        shutil.rmtree(folder / "running")
        (folder / "lock").touch()

    def _fill(self, room: Room) -> None:
        polls = [{"title": title, "options": [{"title": "One"}, {"title": "Two"}]} for title in (CLOSED, OPEN)]
        self.session = room.session(admission="ticket", groups=("East",), polls=polls, smallest_group=1)
        session, (closed, self.poll) = self.session, self.session["polls"]
        body = {"group": session["groups"][0]["id"], "count": 2, "valid": True}
        first, self.ticket = room.host("POST", f"/api/sessions/{session['id']}/tickets", json=body).json["tickets"]
        self.voter = room.call(
            "POST", f"/api/sessions/{session['id']}/join", json={"ticket": first["url"].rpartition("/")[2]}
        ).json["voter"]
        for poll in (closed, self.poll):
            assert room.open(poll).status == 200
            assert room.cast(self.voter, poll, [0]).status == 200
        room.close(closed)
        wait_for_erasure(room, closed)
        assert room.reveal(closed).status == 200
        self.pages = [
            f"/host/{session['id']}",
            f"/r/{session['id']}",
            "/",
            "/host",
            f"/api/polls/{closed['id']}/result",
        ]
        self.pages += [f"/api/sessions/{session['id']}/export.{kind}" for kind in ("json", "csv", "xlsx", "txt")]
        self.pages += [f"/print/{session['id']}/minutes", f"/api/polls/{self.poll['id']}/result", self._document(room)]
        self.pages += self._slides(room, session)

    def _document(self, room: Room) -> str:
        call = calls.call(room, f"{room.clock.now + timedelta(days=1):%Y-%m-%dT%H:%M}")
        (east,) = call.invite("East office")
        assert east.hand_in("A lift", files={"document": calls.PDF}).status == 303
        return f"/host/{call.session['id']}/items/{call.item('A lift')['id']}/document"

    def _slides(self, room: Room, session: Json) -> list[str]:
        body = {"items": [{"kind": "report", "title": "Report", "speaker": "Somebody", "seconds": 60}]}
        (item,) = room.host("PUT", f"/api/sessions/{session['id']}/agenda", json=body).json["items"]
        assert put(room, session, item, pdf_of("red")).status == 200
        assert report_path(session, item)
        return [f"/slide/{each.stem}" for each in (room.folder / "slides").iterdir()]


def _emptied(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


def _cut_short(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(1, max(2, len(data)))])


def _flipped(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def _missing(path: Path, _: random.Random) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _other_kind(path: Path, chance: random.Random) -> None:
    """A folder where a file was, and a file where a folder was."""
    was_folder = path.is_dir()
    _missing(path, chance)
    path.write_bytes(b"") if was_folder else path.mkdir()


def _closed(path: Path, _: random.Random) -> None:
    path.chmod(0)


Damage = Callable[[Path, random.Random], None]
OF_FILES: Mapping[str, Damage] = {
    "missing": _missing,
    "emptied": _emptied,
    "cut short": _cut_short,
    "one bit flipped": _flipped,
    "a folder in its place": _other_kind,
    "without permission": _closed,
}
_OF_BYTES = (_emptied, _cut_short, _flipped)
OF_FOLDERS: Mapping[str, Damage] = {
    "missing": _missing,
    "a file in its place": _other_kind,
    "without permission": _closed,
}


def kinds(folder: Path) -> dict[str, Path]:
    """One path of each kind, by what an administrator would call it."""
    (key,) = (folder / "keys").glob("*.key")
    (document,) = (each for each in (folder / "documents").iterdir() if each.read_bytes() == calls.PDF)
    (slide,) = (folder / "slides").iterdir()
    named = {name: folder / name for name in ("topfive.db", "topfive.db-wal", "topfive.db-shm", "lock")}
    named |= {name: folder / name for name in ("host.key", "tickets.key", "passphrase.key")}
    named |= {"the key of an open poll": key, "a document": document, "a page of a report": slide}
    return named | {f"{name}/": folder / name for name in ("keys", "documents", "slides")}


def cases(folder: Path) -> list[tuple[str, str]]:
    """Every kind with everything that can happen to it."""
    every = [(kind, damage) for kind, path in kinds(folder).items() for damage in _damages(path)]
    return [*every, ("the data folder", "without permission")]


def _damages(path: Path) -> Mapping[str, Damage]:
    if path.is_dir():
        return OF_FOLDERS
    is_empty = path.stat().st_size == 0
    return {name: damage for name, damage in OF_FILES.items() if not (is_empty and damage in _OF_BYTES)}


def do(folder: Path, kind: str, damage: str, chance: random.Random) -> None:
    path = {**kinds(folder), "the data folder": folder}[kind]
    (OF_FOLDERS if path.is_dir() else OF_FILES)[damage](path, chance)


def respect_permissions() -> None:
    """In a process about to run: also of a superuser, who may do anything, a closed file is closed."""
    if os.geteuid() == 0:
        import ctypes

        for capability in (1, 2):  # DAC_OVERRIDE, DAC_READ_SEARCH
            if ctypes.CDLL(None, use_errno=True).prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
                raise OSError(ctypes.get_errno(), "the rights of a superuser cannot be laid down")
