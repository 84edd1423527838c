"""Copies of the data: a backup beside a running server, and a bundle with which a meeting moves to another machine."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from server.config import BadSetting
from server.files.data_folder import DATABASE, held, make_empty, mark_moved
from server.files.kept_files import copy_files
from server.files.keys import Keys, copy_secrets
from server.store import actions, sessions
from server.store import backup as database_copy
from server.store.actions import Action, Deed
from server.store.database import Database


def back_up(data: Path, to: Path) -> None:
    """A consistent copy of the database, also of a running server's, and of nothing that could name a voter.

    No key goes with it: of polls that are open, nobody can change a ballot in the copy or cast one. Raises BadSetting.
    """
    _require_data(data)
    try:
        make_empty(to)
        database_copy.copy(data / DATABASE, to / DATABASE)
        copy_files(data, to)
    except OSError as refused:
        raise BadSetting(f"{to} cannot be written ({refused.strerror}).") from None


def move(data: Path, to: Path) -> None:
    """All of a stopped server's data with every key, written down in each meeting's history; the old place is closed.

    The keys of polls are erased there, so that the bundle is the only one that has them. Raises BadSetting.
    """
    _require_data(data)
    with held(data):
        try:
            make_empty(to)
            asyncio.run(_write_down(data / DATABASE))
            database_copy.copy(data / DATABASE, to / DATABASE)
            copy_files(data, to)
            keys = copy_secrets(data, to)
        except OSError as refused:
            raise BadSetting(f"{to} cannot be written ({refused.strerror}).") from None
        mark_moved(data, to)
        old = Keys(data)
        for poll in keys:
            old.erase(poll)


def _require_data(data: Path) -> None:
    if not (data / DATABASE).exists():
        raise BadSetting(f"TOPFIVE_DATA / --data: there is no {DATABASE} in {data}.")


async def _write_down(path: Path) -> None:
    database = Database(path)
    try:
        await database.start()
        async with database.write() as connection:
            for session in await sessions.all_newest_first(connection):
                await actions.add(connection, session.id, Action(Deed.MOVE, datetime.now(UTC)))
    finally:
        await database.stop()
