"""Who is read for: phones, of which a whole hall may ask at once, have readers of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_for_crowd: ContextVar[bool] = ContextVar("for_crowd", default=False)


def is_for_crowd() -> bool:
    return _for_crowd.get()


@contextmanager
def for_the_crowd() -> Iterator[None]:
    """What is read within is read for phones."""
    before = _for_crowd.set(True)
    try:
        yield
    finally:
        _for_crowd.reset(before)
