"""A page is used once it is whole: Playwright goes on when one begins to come, and before its scripts have begun."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

import pytest
from playwright.sync_api import BrowserContext, Error, Locator, Page

STARTED = "html[data-started], html:not(:has(script[src*='/js/main']))"
ACTS = ((Page, ("goto", "reload", "go_back", "click", "check")), (Locator, ("click", "check")))

PATIENCE_MS = 12_000
LOOK_MS = 20

# Devices whose pages have no scripts that could begin, and those whose pages are used before they are whole.
without_script: WeakSet[BrowserContext] = WeakSet()
in_haste: WeakSet[BrowserContext] = WeakSet()


def wait_until_whole(page: Page) -> None:
    if page.context in in_haste:
        return
    page.wait_for_load_state()
    if page.context not in without_script and not _has_started(page):
        page.locator(STARTED).wait_for(state="attached")


def _has_started(page: Page) -> bool:
    """The quick look, since most pages have."""
    try:
        return bool(page.evaluate("started => document.querySelector(started) !== null", STARTED))
    except Error:  # the page was just left
        return False


def until(page: Page, expression: str, wanted: object = True) -> None:
    """What ``wait_for_function`` is for: its second look is a string to evaluate, which our pages' policy refuses."""
    late = time.monotonic() + PATIENCE_MS / 1000
    while (found := page.evaluate(expression)) != wanted:
        assert time.monotonic() < late, f"{expression}: {found}, not {wanted}"
        page.wait_for_timeout(LOOK_MS)


@contextmanager
def patience() -> Iterator[None]:
    """Whatever leads to another page waits for it."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, names in ACTS:
            for name in names:
                patch.setattr(owner, name, _patient(getattr(owner, name)))
        yield


def _patient(act: Callable[..., Any]) -> Callable[..., Any]:
    def acted(self: Page | Locator, *args: Any, **more: Any) -> Any:
        page = self.page if isinstance(self, Locator) else self
        wait_until_whole(page)  # the last swap may have brought what begins only now
        answer = act(self, *args, **more)
        wait_until_whole(page)
        return answer

    return acted
