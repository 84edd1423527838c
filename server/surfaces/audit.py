"""What speaks for a closed list's result, as far as the server itself has counted it."""

from __future__ import annotations

from dataclasses import dataclass

from server.store import final_lists
from server.store.compiled import linked
from server.store.database import Connection
from server.store.final_lists import Stage
from votes.model import Poll
from votes.result import is_judged


@dataclass(frozen=True, slots=True)
class Audit:
    """``codes`` are the receipt codes in the list's published ballots; None until these are written.

    ``is_recounted``: what stands on the disk was counted once more and agreed. ``is_erased``: the key too is gone.
    """

    codes: int | None
    is_recounted: bool
    is_erased: bool


async def read_audit(connection: Connection, poll: Poll) -> Audit | None:
    """None before the list is over."""
    if not is_judged(poll.state):
        return None
    stage = (await final_lists.stages(connection, poll.session)).get(poll.id)
    codes = await linked(connection, lambda link: final_lists.ballots_listed(link, poll.id)) if stage else None
    return Audit(codes, stage in (Stage.EMPTIED, Stage.ERASED), stage is Stage.ERASED)
