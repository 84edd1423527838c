"""What hosts did in a session, numbered from 1: rows ↔ nouns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.tables import actions, sessions
from server.store.timestamps import from_ms, to_ms
from votes.model import PollId, Scene, SceneKind, SessionId


class Deed(StrEnum):
    """What was done."""

    OPEN = "open"
    EXTEND = "extend"
    ADD_TIME = "add-time"
    CLOSE = "close"
    CANCEL_CLOSE = "cancel-close"
    DOUBT = "doubt"
    SEAL = "seal"
    PLACE = "place"
    PUBLISH = "publish"
    SCENE = "scene"
    TIE = "tie"
    RUNOFF = "runoff"
    MOVE = "move"
    AGENDA = "agenda"
    LOCK = "lock"
    UNLOCK = "unlock"
    TURN_CODE = "turn-code"
    TURN_SCREEN = "turn-screen"
    LINK = "link"
    UNLINK = "unlink"
    CALL = "call"
    ITEMS = "items"
    HAND_OUT = "hand-out"
    REPLACE = "replace"
    REVOKE = "revoke"


# What is done with a ticket at the door, by the hundred and beside whatever the host does.
AT_THE_DOOR = (Deed.HAND_OUT, Deed.REPLACE, Deed.REVOKE)
OF_LINKS = (Deed.LINK, Deed.UNLINK)


@dataclass(frozen=True, slots=True)
class Action:
    """One of them. ``number`` is 0 before it is kept.

    ``before`` is the scene that it replaced, and ``seconds`` what it added: what there is of the two can be taken back.
    ``ticket`` is the number of the one that it was about, ``link`` the role and the label of a helper's.
    """

    deed: Deed
    at: datetime
    polls: tuple[PollId, ...] = ()
    seconds: int = 0
    before: Scene | None = None
    number: int = 0
    shown: SceneKind | None = None
    ticket: str = ""
    link: str = ""

    @property
    def may_be_undone(self) -> bool:
        return self.before is not None or self.deed in (Deed.EXTEND, Deed.ADD_TIME)


async def add(connection: AsyncConnection, session: SessionId, action: Action) -> None:
    """Keep it under the next number."""
    last = select(func.coalesce(func.max(actions.c.number), 0)).where(actions.c.session == session)
    number = int((await connection.execute(last)).scalar_one()) + 1
    before = action.before
    row = {
        "session": session,
        "number": number,
        "deed": action.deed.value,
        "at_ms": to_ms(action.at),
        "polls": " ".join(action.polls) or action.ticket or action.link,
        "seconds": action.seconds,
        "shown": action.shown,
        "before_kind": before.kind.value if before else None,
        "before_poll": before.poll if before else None,
        "before_step": before.step if before else 0,
        "is_undone": 0,
    }
    await connection.execute(insert(actions).values(row))


async def newest(
    connection: AsyncConnection, session: SessionId, count: int, *, at_the_door: bool = False
) -> Sequence[Action]:
    """The last ones that were not taken back, the newest first: of the hosts, or those ``at_the_door``."""
    query = select(actions).where(actions.c.session == session, actions.c.is_undone == 0)
    query = query.where(actions.c.deed.in_(AT_THE_DOOR) if at_the_door else actions.c.deed.not_in(AT_THE_DOOR))
    rows = await connection.execute(query.order_by(actions.c.number.desc()).limit(count))
    return tuple(_action(row) for row in rows)


async def newest_of_all(connection: AsyncConnection) -> datetime | None:
    """When anybody did anything last, in any session, or made one."""
    done = await connection.scalar(select(func.max(actions.c.at_ms)))
    made = await connection.scalar(select(func.max(sessions.c.created_ms)))
    return from_ms(max(filter(None, (done, made)), default=None))


async def mark_undone(connection: AsyncConnection, session: SessionId, number: int) -> None:
    wanted = (actions.c.session == session) & (actions.c.number == number)
    await connection.execute(update(actions).where(wanted).values(is_undone=1))


def _action(row: Row[tuple[object, ...]]) -> Action:
    before = None
    if row.before_kind:
        before = Scene(
            SceneKind(row.before_kind), PollId(row.before_poll) if row.before_poll else None, row.before_step
        )
    at = from_ms(row.at_ms)
    assert at is not None
    deed = Deed(row.deed)
    return Action(
        deed=deed,
        at=at,
        polls=() if deed in AT_THE_DOOR + OF_LINKS else tuple(PollId(poll) for poll in row.polls.split()),
        ticket=row.polls if deed in AT_THE_DOOR else "",
        link=row.polls if deed in OF_LINKS else "",
        seconds=row.seconds,
        before=before,
        number=row.number,
        shown=SceneKind(row.shown) if row.shown else None,
    )
