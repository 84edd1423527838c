"""Credentials that the server drew: not looked up while they are nobody's, and everybody's own from then on."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import Response

from server.access import auth as auth_module
from server.access.caller import keep_cookie
from server.core.queues import Entered
from server.features.admission.tickets import enter, mark_of
from server.files.keys import token_hash
from server.web.endpoint import Services
from tests.builders import Json, Room
from tests.features.admission.tickets import meeting, secret, tickets
from tests.tab import Tab


@pytest.fixture
def services(room: Room) -> Services:
    found: Services = room.client.app.state.services  # type: ignore[attr-defined]
    return found


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The credentials that the database is asked about."""
    asked: list[object] = []
    look = auth_module._holders

    def counting(link: Any, hashes: Any) -> Any:
        asked.extend(hashes)
        return look(link, hashes)

    monkeypatch.setattr(auth_module, "_holders", counting)
    return asked


def test_a_phone_that_comes_in_by_page_is_never_looked_up(room: Room, looks: list[object]) -> None:
    session, tab = room.session(groups=("East",)), Tab(room)

    tab.join(session, "East")

    assert looks == []
    made_up = Tab(room, cookies={f"voter-{session['id']}": "x" * 43})
    assert made_up.get(f"/j/{session['join_code']}").status == 200
    assert looks  # the control


def test_the_last_of_the_drawn_are_kept(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auth_module, "UNUSED_KEPT", 3)
    drawn = [token_hash(services.auth.draw()) for _ in range(5)]

    assert list(services.auth._unused) == drawn[2:]


def test_of_two_phones_that_scan_one_ticket_at_once_one_is_told_that_it_moved(room: Room, services: Services) -> None:
    session: Json = meeting(room)
    mark = mark_of(services.context, secret(tickets(room, session)[0]))
    tokens = [services.auth.draw() for _ in range(2)]

    async def both() -> list[Entered]:
        return list(await asyncio.gather(*(enter(services.context, mark, token) for token in tokens)))

    assert room.client.portal is not None
    assert [entered.moved for entered in room.client.portal.call(both)] == [False, True]

    first, second = (room.call("GET", f"/s/{session['id']}", by=token) for token in tokens)
    assert (first.status, second.status) == (401, 200)
    assert (
        "another phone" in room.call("GET", f"/s/{session['id']}", by=tokens[0], headers={"Accept-Language": "en"}).text
    )


@pytest.mark.parametrize("value", ["a", "x" * 43, "0.ABC-1_2", "", "a b", 'a"b', "ä", "a;b", "a=b"])
@pytest.mark.parametrize("more", [{}, {"is_readable": True}, {"path": "/s/x", "days": 0.5}])
@pytest.mark.parametrize("secure", [True, False])
def test_a_cookie_is_written_as_starlette_would(value: str, more: Json, secure: bool) -> None:
    ours, theirs = Response(), Response()
    keep_cookie(ours, "voter-x", value, secure=secure, **{"days": 30, **more})
    age, path = int(more.get("days", 30) * 86_400), more.get("path", "/")
    is_hidden = not more.get("is_readable")
    theirs.set_cookie("voter-x", value, max_age=age, path=path, httponly=is_hidden, samesite="lax", secure=secure)

    assert ours.raw_headers == theirs.raw_headers
