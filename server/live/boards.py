"""Questions as phones see them that asked and supported none: read once for a hall."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from server.live.questions import Floor, Own, read_floor, view_of
from server.live.snapshots import View
from server.store import questions
from server.store.crowd import for_the_crowd
from server.store.database import Connection, Database, told_before
from votes.model import SessionId
from votes.questions import Question, QuestionRules

SHOWN = 5  # of others, beside one's own; a page of its own has them all
KEPT = 200
Then = Callable[["SharedBoard | None"], None]
log = logging.getLogger(__name__)
_NOTHING = Own((), frozenset(), {})


@dataclass(frozen=True, slots=True)
class SharedBoard:
    """As ``Board``, with nothing of a phone's own; ``number`` is another one for each reading."""

    number: int
    floor: Floor
    view: str
    others: tuple[Question, ...]
    total: int

    @property
    def own(self) -> Own:
        return _NOTHING

    @property
    def to_judge(self) -> tuple[Question, ...]:
        """What was answered last, where the whole room may say something about it."""
        current = self.floor.current
        return (current,) if current and _NOTHING.may_judge(current, self.floor.rules) else ()


class Boards:
    """A cache that a change empties; while one reading runs, who asks waits for the next, and all share it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[SessionId, SharedBoard] = {}
        self._changed: dict[SessionId, int] = {}
        self._waiting: dict[SessionId, list[Then]] = {}
        self._running: set[SessionId] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._read = 0

    def forget(self, session: SessionId) -> None:
        """Something about its questions changed."""
        self._known.pop(session, None)
        self._database.told += 1
        self._changed[session] = self._database.told

    def ask(self, rules: QuestionRules, then: Then) -> None:
        """``then`` gets the board as it is now, at once or in the loop; None where it cannot be read."""
        session = rules.session
        if board := self._known.get(session):
            then(board)
            return
        self._waiting.setdefault(session, []).append(then)
        if session not in self._running:
            self._running.add(session)
            task = asyncio.get_running_loop().create_task(self._run(rules))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, rules: QuestionRules) -> None:
        session = rules.session
        while waiting := self._waiting.pop(session, []):
            board = None
            try:
                with for_the_crowd():
                    async with self._database.read() as connection:
                        board = await self._read_board(connection, rules)
            except Exception:  # the ordinary way meets it too, and says so
                log.exception("the questions that a hall shares could not be read")
            for then in waiting:
                try:
                    then(board)
                except Exception:
                    log.exception("questions could not be handed on")
        self._running.discard(session)

    async def _read_board(self, connection: Connection, rules: QuestionRules) -> SharedBoard | None:
        floor = await read_floor(connection, rules)
        if floor is None:
            return None
        others = await questions.page_of_box(connection, rules.session, limit=SHOWN) if floor.box else ()
        self._read += 1
        board = SharedBoard(
            number=self._read, floor=floor, view=view_of(floor, View.PHONE), others=others, total=floor.box
        )
        if told_before(connection) >= self._changed.get(rules.session, 0):  # else it is older than the last change
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[rules.session] = board
        return board
