"""Requests that somebody forged, or made to be read in two ways: none changes anything, and none is a failure."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from starlette.websockets import WebSocketDisconnect

from server.bench.meeting import call, open_session
from server.bench.process import HOST_KEY, ServerProcess
from tests.access.test_origins import FOREIGN
from tests.builders import Answer, Json, Room
from tests.faults.amount import amount
from tests.faults.figures import Figures
from tests.faults.smuggled import Renaming
from tests.live.listening import connected
from tests.tab import Tab
from tests.web.test_who_may import HTTP, STATES, Audience, Crowd, address, ask, crowd, everything, was_let_in

WRITING = [row for row in HTTP if not row.startswith("GET ")]
ORIGINS: list[str | None] = [None, "null", "https://elsewhere.example", "http://localhost:8000.elsewhere.example"]
ORIGINS += FOREIGN[: amount(0, len(FOREIGN))]
WALKED = ("closing", "open", "draft", "sealed", "closed", "revealed")[: amount(1, len(STATES))]
EVERY = amount(5, 1)  # of the walk: tests/web walks it whole as well
SILENT_S = 0.5


def status_of(port: int, sent: bytes) -> int:
    """0 where the connection ends, or nothing comes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(sent)
        wire.settimeout(SILENT_S)
        try:
            return int(wire.recv(12)[9:] or 0)
        except OSError:
            return 0


def test_what_two_readers_would_take_for_two_things_changes_nothing(tmp_path: Path, figures: Figures) -> None:
    with ServerProcess(tmp_path) as server:
        session = open_session(server.port, [{"title": "One"}])
        path = f"/api/sessions/{session['id']}"
        renaming = Renaming(path, f"127.0.0.1:{server.port}", HOST_KEY)
        before, changed, failed, every = call(server.port, "GET", path), [], [], list(renaming.every())
        for wrong, request in every:
            status = status_of(server.port, request)
            failed += [wrong] * (status >= 500)
            changed += [wrong] * (call(server.port, "GET", path) != before)
        assert status_of(server.port, renaming.clean) == 200  # the control
        assert call(server.port, "GET", path)["title"] == "Smuggled"
        assert server.stop() == 0

    found = f"{len(changed)} changes, {len(failed)} failures"
    figures.add("smuggled requests", len(every), "kinds", found, "0", not (changed or failed))
    assert len(every) > 70
    assert (changed, failed) == ([], [])


def forgers(here: Crowd, row: str) -> Iterator[tuple[str, Audience]]:
    """Whose browsers a page from elsewhere could use: those that may do it, and carry a cookie."""
    for who, audience in here.audiences.items():
        if audience.may(row) and audience.cookies and audience.who != "nobody":
            yield who, audience


def forged(room: Room, here: Crowd, audience: Audience, row: str, origin: str | None) -> Answer:
    method, path = address(row, here)
    headers = {} if origin is None else {"Origin": origin}
    fields = {"code": here.session["join_code"], "key": HOST_KEY, **Tab(room, cookies=audience.cookies).token()}
    more: Json = {"json": {}} if path.startswith("/api/") else {"data": fields}
    return room.call(method, path, cookies=audience.cookies, headers=headers, **more)


@pytest.mark.parametrize("state", WALKED)
def test_no_page_from_elsewhere_writes_by_anybodys_cookie(hall: Room, state: str, figures: Figures) -> None:
    here = crowd(hall, state)
    before, let_in, failed, tried = everything(hall, here.session), [], [], 0
    for row in WRITING:
        for who, audience in forgers(here, row):
            for origin in ORIGINS:
                answer, tried = forged(hall, here, audience, row, origin), tried + 1
                let_in += [(row, who, origin)] * (answer.status != 403)
                failed += [(row, who, origin)] * (answer.status >= 500)

    changed = everything(hall, here.session) != before
    figures.add(
        f"forged origins, the list {state}", tried, "requests", f"{len(let_in)} let in", "0", not let_in and not changed
    )
    assert tried > 4 * len(WRITING)
    assert (let_in, failed) == ([], [])
    assert not changed


def test_no_page_from_elsewhere_listens_by_anybodys_cookie(hall: Room, figures: Figures) -> None:
    here, tried, let_in = crowd(hall, "open"), 0, []
    for view in ("phone", "screen", "host"):
        for who, audience in forgers(here, f"WS {view}"):
            cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in audience.cookies.items())}
            for origin in ORIGINS:
                headers = cookie if origin is None else {**cookie, "Origin": origin}
                tried += 1
                with suppress(WebSocketDisconnect), connected(hall, here.session, view, headers):
                    let_in.append((view, who, origin))

    figures.add("forged origins at sockets", tried, "sockets", f"{len(let_in)} let in", "0", not let_in)
    assert tried >= 4 * 5
    assert let_in == []


@pytest.mark.parametrize("state", WALKED)
def test_who_may_is_walked_in_every_state(hall: Room, state: str, figures: Figures) -> None:
    """Every route by everybody who may not: as in tests/web, and counted here."""
    here = crowd(hall, state)
    before, let_in, failed, tried = everything(hall, here.session), [], [], 0
    refused = [(row, who) for row in HTTP for who, audience in here.audiences.items() if not audience.may(row)]
    for row, who in refused[::EVERY]:
        answer, tried = ask(hall, here, here.audiences[who], row), tried + 1
        let_in += [(row, who)] * was_let_in(answer)
        failed += [(row, who)] * (answer.status >= 500)

    changed = everything(hall, here.session) != before
    figures.add(
        f"who may not, the list {state}", tried, "requests", f"{len(let_in)} let in", "0", not let_in and not changed
    )
    assert tried > 2_000 // EVERY
    assert (let_in, failed) == ([], [])
    assert not changed
