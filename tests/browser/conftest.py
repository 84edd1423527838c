"""One browser for all browser tests; one server and one hall per module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, MISSING, find
from tests.browser.hall import Hall
from tests.browser.server import Server
from tests.browser.whole import PATIENCE_MS, patience

# The second name has no secure context, like a server in a hall's own network without HTTPS.
NAMES = "--host-resolver-rules=MAP hall.test 127.0.0.1"


# Ends with this folder, not with the run: while it lives, no other test may run an event loop in this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = find()
    assert path, MISSING
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright, patience():
        launched = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, NAMES])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from _serving(Server(tmp_path_factory.mktemp("browser") / "data"))


@pytest.fixture
def insecure_server(tmp_path: Path) -> Iterator[Server]:
    """One that browsers know by a name which is not localhost."""
    yield from _serving(Server(tmp_path / "data", "hall.test"))


@pytest.fixture
def hall(browser: Browser, server: Server) -> Iterator[Hall]:
    yield from _holding(Hall(browser, server))


@pytest.fixture
def insecure_hall(browser: Browser, insecure_server: Server) -> Iterator[Hall]:
    yield from _holding(Hall(browser, insecure_server))


def _serving(server: Server) -> Iterator[Server]:
    server.start()
    yield server
    assert server.stop() == 0
    assert server.log == ""


def _holding(hall: Hall) -> Iterator[Hall]:
    yield hall
    try:
        hall.calm()
    finally:
        hall.leave()
