"""A log that a stranger cannot fill: of each place in the code one line, or one traceback, a second."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

EACH_S = 1.0
PLACES = 1_000
_LOGGERS = ("", "uvicorn", "uvicorn.error", "uvicorn.access", "asyncio")
_Place = tuple[str, int, str]


class OneASecond(logging.Filter):
    """How many were left out is said with the next one of the same place. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._last: dict[_Place, float] = {}
        self._left_out: dict[_Place, int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Each handler asks; the second one gets the first one's answer."""
        told: bool | None = getattr(record, "is_told", None)
        if told is None:
            told = record.is_told = record.levelno >= logging.CRITICAL or self._is_due(record)
        return told

    def _is_due(self, record: logging.LogRecord) -> bool:
        place, now = _place_of(record), self._clock()
        if now - self._last.get(place, now - EACH_S) < EACH_S:
            self._left_out[place] = self._left_out.get(place, 0) + 1
            return False
        if len(self._last) >= PLACES:
            self._last.clear()
            self._left_out.clear()
        self._last[place] = now
        if left_out := self._left_out.pop(place, 0):
            record.msg, record.args = f"{record.getMessage()} (and {left_out} more of the kind, left out)", None
        return True


def _place_of(record: logging.LogRecord) -> _Place:
    """Where it was raised; of what was not, where it was said."""
    error = record.exc_info[1] if record.exc_info else None
    traceback = error.__traceback__ if error else None
    if traceback is None:
        return record.pathname, record.lineno, ""
    while traceback.tb_next:
        traceback = traceback.tb_next
    return traceback.tb_frame.f_code.co_filename, traceback.tb_lineno, type(error).__name__


def keep_log_brief() -> None:
    """From now on, for what has been set up by now."""
    brief = OneASecond()
    for name in _LOGGERS:
        for handler in logging.getLogger(name).handlers:
            handler.addFilter(brief)
