"""Documents that were handed in: who may read them, and as what; how many there may be; and that they go."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from server.errors import Busy
from server.files import kept_files
from server.files.kept_files import MOST_AT_ONCE, KeptFiles, documents_of
from server.process import backup
from tests.builders import Answer, Room, client_of
from tests.features.call import calls
from tests.features.call.calls import PDF, Call, Context
from tests.features.hosts.roles import helper
from tests.ladder import UNKNOWN, outsiders
from tests.tab import Tab


@pytest.fixture
def call(fresh: Room) -> Call:
    return calls.call(fresh)


@pytest.fixture
def east(call: Call) -> Context:
    (made,) = call.invite("East office")
    assert made.hand_in("A lift", files={"document": PDF}).status == 303
    return made


def kept(room: Room) -> list[Path]:
    return sorted((room.folder / "documents").iterdir())


def assert_a_file_to_save(answer: Answer) -> None:
    headers = answer.response.headers
    assert (answer.status, answer.response.content) == (200, PDF)
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].split("; ")[:2] == ["sandbox", "default-src 'none'"]
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_the_host_and_the_department_get_it_as_a_file_to_save_and_nobody_else(call: Call, east: Context) -> None:
    item = call.item("A lift")
    path = f"/host/{call.session['id']}/items/{item['id']}/document"

    assert_a_file_to_save(call.host.get(path))
    assert_a_file_to_save(east.tab.get(f"{east.path}/document/{item['id']}"))
    assert item["document"] == path
    bearers = outsiders(call.room, call.session).values()
    for answer in [call.room.call("GET", path, by=bearer) for bearer, _ in bearers]:
        assert answer.status == 303  # to the sign-in
    assert helper(call.room, call.session, "observer").get(path).status == 303
    other = call.room.session()
    assert call.host.get(path.replace(call.session["id"], other["id"])).status == 404
    assert call.host.get(path.replace(item["id"], UNKNOWN)).status == 404


def test_it_is_public_once_an_option_has_it_and_no_longer(call: Call, east: Context) -> None:
    (file,) = kept(call.room)
    path = f"/document/{file.stem}"
    assert call.room.call("GET", path).status == 404

    call.act("publish")

    assert call.options()[0]["document"] == path
    assert_a_file_to_save(call.room.call("GET", path))
    assert call.room.call("GET", f"/document/{'0' * 32}").status == 404
    assert call.room.call("GET", "/document/..%2f..%2fhost").status == 404
    call.act("leave-out", item=call.item("A lift")["id"], reason="No")
    east.hand_in("A ramp")
    call.act("publish")
    assert call.room.call("GET", path).status == 404


def test_only_the_owner_of_the_server_reads_the_folder(call: Call, east: Context) -> None:
    (file,) = kept(call.room)

    if os.name == "posix":
        assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert file.read_bytes() == PDF


def test_a_document_goes_when_nobody_has_it_any_more(call: Call, east: Context) -> None:
    (west,) = call.invite("West office")
    west.hand_in("Also a lift", files={"document": PDF})
    item = call.item("A lift")["id"]
    assert len(kept(call.room)) == 1  # the same bytes, kept once

    east.hand_in("A lift", id=item, files={"document": PDF + b"%2"})
    assert len(kept(call.room)) == 2
    east.hand_in("A lift", id=item, **{"no-document": "yes"})
    assert [file.read_bytes() for file in kept(call.room)] == [PDF]
    east.act("withdraw", item)
    west.act("withdraw", call.item("Also a lift")["id"])
    assert len(kept(call.room)) == 1  # what is withdrawn can be handed in again
    assert call.room.host("DELETE", f"/api/sessions/{call.session['id']}").status == 204
    assert kept(call.room) == []


def test_what_a_list_shows_stays_when_its_item_gets_another(call: Call, east: Context) -> None:
    call.act("publish")
    path = call.options()[0]["document"]
    east.hand_in("A lift", id=call.item("A lift")["id"], files={"document": PDF + b"%2"})

    assert_a_file_to_save(call.room.call("GET", path))
    call.act("publish")
    assert call.room.call("GET", path).status == 404


def test_a_refused_document_leaves_nothing_behind(call: Call, east: Context) -> None:
    before = kept(call.room)

    assert east.hand_in("A ramp", files={"document": b"no"}).status == 422
    assert east.hand_in("A ramp", id=call.item("A lift")["id"], files={"document": PDF, "picture": b"no"}).status == 422

    assert kept(call.room) == before


def test_with_no_room_left_the_words_are_kept_and_it_is_said(
    call: Call, east: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "MOST_IN_ALL", 2 * len(PDF))
    assert east.hand_in("A ramp", files={"document": PDF + b"%"}).status == 422
    assert "no room for more documents" in east.hand_in("A bench", files={"document": PDF + b"%"}).text
    assert set(call.listed()) == {"A lift", "A ramp", "A bench"}
    monkeypatch.setattr(kept_files, "MOST_IN_ALL", 1 << 30)
    assert east.hand_in("A bus", files={"document": PDF + b"%"}).status == 303  # the control


def test_a_nearly_full_disk_takes_no_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = documents_of(tmp_path)
    assert found.has_room_for(1)  # the control: this machine has room

    monkeypatch.setattr(kept_files.shutil, "disk_usage", lambda _: SimpleNamespace(free=kept_files.LEFT_FREE))

    assert not found.has_room_for(1)


def test_so_many_may_send_at_once_and_the_next_are_told_to_come_back(tmp_path: Path) -> None:
    found = documents_of(tmp_path)
    places = [found.place(str(n)) for n in range(MOST_AT_ONCE + 1)]
    for place in places[:-1]:
        place.__enter__()

    with pytest.raises(Busy):
        places[-1].__enter__()
    places[0].__exit__(None, None, None)
    with found.place("0"):
        pass


def test_what_a_killed_server_had_begun_or_kept_for_nobody_goes_at_the_next_start(call: Call, east: Context) -> None:
    folder = call.room.folder / "documents"
    (used,) = kept(call.room)
    (folder / "0123456789abcdef.part").write_bytes(b"%PDF-")
    (folder / f"{32 * 'a'}.pdf").write_bytes(PDF)  # its transaction never came

    with client_of(call.room.folder, call.room.clock):
        assert kept(call.room) == [used]


def test_no_ballot_waits_while_files_are_kept_and_dropped(
    call: Call, east: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy disk or pool: within the transaction an honest ballot waited 55 s for it."""
    room, poll = call.room, call.session["polls"][0]
    room.open(poll)
    voter, held, go_on = room.join(call.session, "East office"), threading.Event(), threading.Event()
    for slow in ("keep", "keep_only"):
        as_ever = getattr(KeptFiles, slow)

        def wait(self: KeptFiles, what: Any, as_ever: Any = as_ever) -> None:
            held.set()
            assert go_on.wait(20)
            as_ever(self, what)

        monkeypatch.setattr(KeptFiles, slow, wait)

    with ThreadPoolExecutor(1) as others:
        handing = others.submit(east.hand_in, "A ramp", files={"document": PDF + b"%"})
        assert held.wait(20)
        began = time.perf_counter()
        assert room.cast(voter, poll, [0]).status == 200
        waited = time.perf_counter() - began
        go_on.set()
        assert handing.result(20).status == 303

    assert waited < 1
    assert len(kept(room)) == 2


def test_a_backup_and_a_move_take_the_documents_along(call: Call, east: Context, tmp_path: Path) -> None:
    (file,) = kept(call.room)

    backup.back_up(call.room.folder, tmp_path / "copy")

    assert (tmp_path / "copy" / "documents" / file.name).read_bytes() == PDF


def test_a_lost_file_is_no_failure(call: Call, east: Context) -> None:
    (file,) = kept(call.room)
    file.unlink()

    assert east.tab.get(f"{east.path}/document/{call.item('A lift')['id']}").status == 404
    assert call.host.get(call.path).status == 200
    assert Tab(call.room).get(east.path).status == 200


def test_one_link_has_two_of_the_places_and_gives_them_back(tmp_path: Path) -> None:
    """One link could hold all sixteen, and no other department handed anything in."""
    found = documents_of(tmp_path)
    for _ in range(3):
        with found.place("east"), found.place("east"):
            with pytest.raises(Busy), found.place("east"):
                pass
            with found.place("west"):
                pass
        with pytest.raises(KeyError), found.place("east"):
            raise KeyError  # whatever becomes of the request
    assert not found._coming
