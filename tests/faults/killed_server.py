"""The server, except that it kills itself at a step of closing that a test has named: run as a module, by tests alone.

Where it does so is written in a file that is looked at whenever a step is passed, so that a start and what was left to
be done by it are not disturbed.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

from server import cli
from server.features.polls import erasure
from server.files import keys
from server.store import polls
from server.store.final_lists import Stage
from votes.model import Poll, PollState

TRAP = "TOPFIVE_TEST_TRAP"  # the path of the file
SMALL_PAGE, FEW_ROWS = 16, 20  # so that every step that is taken in parts has several


class Step(StrEnum):
    """Where it can be killed, in the order of closing."""

    COUNTDOWN = "in the countdown"  # of which nothing here has a part
    CLOSING = "while the close is being written"
    CLOSED = "closed, and nothing else"
    LISTING = "while the lists are being written"
    KEEPING = "while groups are being kept"
    LISTS_MARKED = "while the lists are called whole"
    LISTED = "lists whole, ballots still there"
    SHEETS = "while sheets are being deleted"
    DELETING = "while ballots are being deleted"
    EMPTY_MARKED = "while the box is called empty"
    EMPTIED = "box empty, log not cut"
    LOG_CUT = "log cut, K still there"
    OVERWRITTEN = "K overwritten, not yet gone"
    UNLINKED = "K gone, its folder not synced"
    END_MARKED = "while the end is being written"
    ERASED = "all done"


PARTS = {Step.LISTING: 8, Step.KEEPING: 3, Step.DELETING: 3}  # at least so many times it is passed for 60 voters


class _Trap:
    def __init__(self, path: Path) -> None:
        self._path, self._passed = path, 0

    def passes(self, step: Step) -> None:
        try:
            armed = json.loads(self._path.read_text("utf-8"))
        except FileNotFoundError:
            return
        self._passed += armed["step"] == step
        if armed["step"] == step and self._passed == armed["time"]:
            os.kill(os.getpid(), signal.SIGKILL)


def _around(owner: object, name: str, before: Callable[..., None], after: Callable[..., None]) -> None:
    plain = getattr(owner, name)

    async def waited(*given: Any) -> Any:
        before(*given)
        done = await plain(*given)
        after(*given)
        return done

    def called(*given: Any) -> Any:
        before(*given)
        done = plain(*given)
        after(*given)
        return done

    is_async = getattr(getattr(plain, "__code__", None), "co_flags", 0) & 0x80
    setattr(owner, name, waited if is_async else called)


def _nothing(*_: object) -> None:
    pass


class _WatchedOs:
    """What the keys' file uses of ``os``, with a step after each sync of K."""

    def __init__(self, passed: Callable[[], None]) -> None:
        self._passed = passed

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fsync(self, handle: int) -> None:
        os.fsync(handle)
        self._passed()


def set_traps(trap: _Trap) -> None:
    def passed(step: Step) -> Callable[..., None]:
        return lambda *_: trap.passes(step)

    def reached(_link: object, _poll: object, stage: Stage) -> None:
        marked = {Stage.LISTED: Step.LISTS_MARKED, Stage.EMPTIED: Step.EMPTY_MARKED, Stage.ERASED: Step.END_MARKED}
        trap.passes(marked[stage])

    def saved(_connection: object, poll: Poll) -> None:
        if poll.state is PollState.CLOSED:
            trap.passes(Step.CLOSING)

    plain = erasure.final.steps

    def steps(*given: Any) -> Any:
        return [lambda link, add=add: (add(link), trap.passes(Step.LISTING)) for add in plain(*given)]

    erasure.final.steps = steps
    _around(polls, "save", _nothing, saved)
    _around(erasure, "list_ballots", passed(Step.CLOSED), _nothing)
    _around(erasure.voters, "keep_groups", _nothing, passed(Step.KEEPING))
    _around(erasure.final, "reach", _nothing, reached)
    _around(erasure, "empty_box", passed(Step.LISTED), passed(Step.EMPTIED))
    _around(erasure.sheets, "erase_some", _nothing, passed(Step.SHEETS))
    _around(erasure.ballots, "erase_some", _nothing, passed(Step.DELETING))
    _around(erasure, "cut_log", _nothing, passed(Step.LOG_CUT))
    _around(erasure, "erase_key", _nothing, passed(Step.ERASED))
    keys.os = _WatchedOs(passed(Step.OVERWRITTEN))  # type: ignore[assignment]
    _around(keys, "sync_folder", passed(Step.UNLINKED), _nothing)
    erasure.PAGE, erasure.ROWS = SMALL_PAGE, FEW_ROWS


if __name__ == "__main__":
    set_traps(_Trap(Path(os.environ[TRAP])))
    cli.main()
