"""The log while somebody tries to fill it."""

from __future__ import annotations

import logging
from io import StringIO

import pytest

from server.process.brief_log import PLACES, OneASecond


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def said(seconds: Seconds) -> StringIO:
    return StringIO()


@pytest.fixture
def log(seconds: Seconds, said: StringIO) -> logging.Logger:
    log = logging.Logger("test")
    for stream in (said, StringIO()):
        handler = logging.StreamHandler(stream)
        log.addHandler(handler)
    brief = OneASecond(seconds)
    for handler in log.handlers:
        handler.addFilter(brief)
    return log


def fail(log: logging.Logger, at: int) -> None:
    try:
        if at:
            raise KeyError("of one place")
        raise KeyError("of another place")
    except KeyError:
        log.exception("failure %d", at)


def test_a_thousand_tracebacks_of_one_place_are_one(log: logging.Logger, said: StringIO, seconds: Seconds) -> None:
    for n in range(1, 1_001):
        fail(log, n)

    assert said.getvalue().count("Traceback") == 1
    assert len(said.getvalue()) < 1_000
    seconds.now = 1.0
    fail(log, 7)
    assert "failure 7 (and 999 more of the kind, left out)" in said.getvalue()
    assert said.getvalue().count("Traceback") == 2


def test_another_place_is_told_and_so_is_what_is_critical(log: logging.Logger, said: StringIO) -> None:
    for _ in range(5):
        fail(log, 1)
        fail(log, 0)
        log.critical("the disk failed")

    assert said.getvalue().count("Traceback") == 2
    assert said.getvalue().count("the disk failed") == 5


def test_lines_without_a_traceback_are_as_few(log: logging.Logger, said: StringIO) -> None:
    for n in range(100):
        log.warning("Invalid HTTP request received. %d", n)

    assert said.getvalue() == "Invalid HTTP request received. 0\n"


def test_places_are_forgotten_before_they_are_many(log: logging.Logger) -> None:
    brief = next(each for each in log.handlers[0].filters if isinstance(each, OneASecond))
    for n in range(3 * PLACES):
        log.handle(logging.LogRecord("x", logging.ERROR, f"file{n}", n, "text", None, None))

    assert len(brief._last) <= PLACES
