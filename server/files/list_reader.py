"""A file with lists → what was found in it, read by the limited program."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from server.files import limited
from server.files.found import Found
from server.files.told import BROKEN, unread
from votes.errors import BadRows


async def find(data: bytes, languages: Sequence[str] = (), encoding: str = "") -> Found:
    """Tables or text. ``languages`` are the meeting's; ``encoding`` is what somebody chose, "" for the likeliest.

    Raises BadRows at ``1/file``, saying what the file is and what to do.
    """
    parts = [data, " ".join(languages).encode(), encoding.encode()]
    code, made = await limited.run(limited.LISTS, parts)
    if code == limited.REFUSED and made:
        raise BadRows(msgspec.json.decode(made[0], type=tuple[tuple[str, str], ...]))
    if code or not made:
        raise unread(BROKEN)
    return msgspec.json.decode(made[0], type=Found)
