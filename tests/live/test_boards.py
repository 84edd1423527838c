"""The questions that a hall shares: read once for all who ask at once, never older than the last change."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from server.live import boards as boards_module
from server.live.boards import Boards, SharedBoard
from server.store import questions
from server.store.database import Database
from tests.builders import Json, Room
from votes.model import SessionId
from votes.questions import QuestionRules

Asked = list[SharedBoard | None]


def play(room: Room, session: Json, story: Callable[[Boards, QuestionRules], Awaitable[None]]) -> None:
    database: Database = room.client.app.state.services.database  # type: ignore[attr-defined]

    async def run() -> None:
        async with database.read() as connection:
            rules = await questions.rules_of(connection, SessionId(session["id"]))
        assert rules is not None
        await story(Boards(database), rules)

    assert room.client.portal is not None
    room.client.portal.call(run)


async def settled(boards: Boards) -> None:
    for task in list(boards._tasks):
        await task


@pytest.fixture
def asking(room: Room, session: Json) -> Json:
    rules = {"open": True, "moderated": False}
    assert room.host("PATCH", f"/api/sessions/{session['id']}/questions", json=rules).status == 200
    return session


def ask(room: Room, session: Json, text: str) -> None:
    asked = room.call("POST", f"/api/sessions/{session['id']}/questions", by=room.join(session), json={"text": text})
    assert asked.status == 201


def test_all_who_ask_at_once_share_a_reading_and_the_next_need_none(
    room: Room, asking: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(room, asking, "When is the lift built?")
    reads: list[Any] = []
    read_floor = boards_module.read_floor

    async def counting(*given: Any) -> Any:
        reads.append(given)
        return await read_floor(*given)

    monkeypatch.setattr(boards_module, "read_floor", counting)

    async def story(boards: Boards, rules: QuestionRules) -> None:
        found: Asked = []
        for _ in range(20):
            boards.ask(rules, found.append)
        await settled(boards)
        assert len(found) == 20
        assert {each.others[0].text for each in found if each} == {"When is the lift built?"}
        boards.ask(rules, found.append)
        assert (len(found), len(reads)) == (21, 1)
        boards.forget(rules.session)
        boards.ask(rules, found.append)
        await settled(boards)
        assert (len(found), len(reads)) == (22, 2)

    play(room, asking, story)


def test_what_was_read_before_a_change_is_not_kept(room: Room, asking: Json, monkeypatch: pytest.MonkeyPatch) -> None:
    page_of_box, crossed = questions.page_of_box, list[Boards]()

    async def crossing(*given: Any, **more: Any) -> Any:
        for boards in crossed:
            boards.forget(SessionId(asking["id"]))
        return await page_of_box(*given, **more)

    ask(room, asking, "First?")
    monkeypatch.setattr(questions, "page_of_box", crossing)

    async def story(boards: Boards, rules: QuestionRules) -> None:
        found: Asked = []
        crossed.append(boards)
        boards.ask(rules, found.append)
        await settled(boards)
        crossed.clear()
        boards.ask(rules, found.append)
        assert len(found) == 1  # it has to be read anew
        await settled(boards)
        boards.ask(rules, found.append)
        assert len(found) == 3  # the control

    play(room, asking, story)


def test_a_reading_that_fails_is_told_to_all_who_wait_and_the_next_is_tried(
    room: Room, asking: Json, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: Any) -> None:
        raise OSError("no disk")

    async def story(boards: Boards, rules: QuestionRules) -> None:
        found: Asked = []
        with monkeypatch.context() as broken:
            broken.setattr(boards_module, "read_floor", fails)
            boards.ask(rules, found.append)
            boards.ask(rules, found.append)
            await settled(boards)
        assert found == [None, None]
        assert "no disk" in caplog.text
        boards.ask(rules, found.append)
        await settled(boards)
        assert found[2] is not None

    play(room, asking, story)
