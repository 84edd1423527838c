"""A keyboard and nothing else: to walk by Tab, to press, and to see at each stop where one is."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.whole import until, wait_until_whole

MOST_STOPS = 90

# What is focused, and whether one sees it: the ring is its own, or that of the tile which stands for a hidden control.
STOP = """() => {
  const at = document.activeElement
  const seen = [at, at.nextElementSibling, at.closest("label")].filter(Boolean).some(one => {
    const { outlineStyle, outlineWidth, visibility } = getComputedStyle(one)
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && visibility === "visible"
  })
  const { top, bottom } = at.getBoundingClientRect()
  const inside = bottom > 0 && top < innerHeight
  const named = at.id || at.getAttribute("href") || at.name || at.textContent.trim().slice(0, 30)
  return { what: `${at.localName} ${named}`, isLost: at === document.body, seen, inside }
}"""


def stop(page: Page) -> str:
    """What has the focus. Fails where nothing has it, or where one would not see what."""
    found = page.evaluate(STOP)
    assert not found["isLost"], f"{page.url}: the focus is lost"
    assert found["seen"], f"{page.url}: {found['what']} shows no ring"
    assert found["inside"], f"{page.url}: {found['what']} is out of sight"
    return str(found["what"])


def is_at(page: Page, selector: str) -> bool:
    return bool(page.evaluate("selector => document.activeElement.matches(selector)", selector))


def walk(page: Page, selector: str, key: str = "Tab") -> list[str]:
    """To the first that the selector names; every stop on the way is seen. Returns the stops."""
    stops: list[str] = []
    wait_until_whole(page)
    while not is_at(page, selector) and len(stops) < MOST_STOPS:
        page.keyboard.press(key)
        # Behind the last comes the window's own, which is no stop of the page, and then the first.
        stops.append("window" if is_at(page, "body") and "window" not in stops else stop(page))
    if is_at(page, selector):
        stop(page)
        return stops
    raise AssertionError(f"{page.url}: {key} does not lead to {selector}: {stops}")


def press(page: Page, key: str = "Enter") -> None:
    """Once the page listens, which it does when it is whole; and on to the page that it leads to."""
    wait_until_whole(page)
    page.keyboard.press(key)
    wait_until_whole(page)


def rests(page: Page, selector: str) -> None:
    """Where the focus is once a page has turned: never nowhere."""
    until(page, f"document.activeElement.matches({selector!r})")
