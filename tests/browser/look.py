"""Looks at pages in every size they are made for; ``make pictures`` has it keep a picture of each to look at."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.axe import violations

PICTURES = "TOPFIVE_PICTURES"  # a folder for a picture of everything that is looked at
CRITIC = (Path(__file__).parent / "look.js").read_text("utf-8")
# A page hears of its new size with the next frame.
SETTLED = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  .then(() => Promise.allSettled(document.getAnimations().map(each => each.finished)))"""
Size = tuple[int, int]

SIZES: dict[str, tuple[Size, ...]] = {
    "phone": ((320, 640), (360, 740), (390, 844)),
    "screen": ((1024, 768), (1280, 720), (1920, 1080)),
    "host": ((1280, 720), (1440, 900)),
    "print": ((1000, 1414),),
}


def kept_at(language: str, name: str) -> Path | None:
    """Where a picture for people goes; None where nobody asked for pictures, which take their time."""
    folder = os.environ.get(PICTURES)
    return Path(folder) / language / name if folder else None


@dataclass
class Looker:
    """``typed`` are the texts of the session; with ``dots`` what people typed may end in dots where it is too long."""

    surface: str
    language: str
    typed: list[str]
    dots: bool = False
    sizes: tuple[Size, ...] = ()
    wrong: list[str] = field(default_factory=list)

    def at(self, page: Page, name: str) -> None:
        """Look at the page as it stands, in every size; phones also with large text and in the dark.

        Other languages than Chinese differ by their words, not by their sizes: they are seen narrow, wide and large.
        """
        sizes = self.sizes or SIZES[self.surface]
        is_chinese = self.language == "zh-CN"
        if not is_chinese and not os.environ.get(PICTURES):
            sizes = tuple(dict.fromkeys((sizes[0], sizes[-1])))
        for size in sizes:
            self._see(page, name, size)
        self.wrong += [f"{self.surface}-{name}: {each}" for each in violations(page)]
        if self.surface == "phone" and not self.sizes:
            page.evaluate("document.documentElement.classList.add('big')")
            self._see(page, name, sizes[0], "-big")
            page.evaluate("document.documentElement.classList.remove('big')")
            if is_chinese or os.environ.get(PICTURES):
                page.emulate_media(color_scheme="dark")
                self._see(page, name, sizes[-1], "-dark")
                page.emulate_media(color_scheme="light")

    def _see(self, page: Page, name: str, size: Size, how: str = "") -> None:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.evaluate(SETTLED)
        facts = {"surface": self.surface, "lang": self.language, "typed": self.typed, "dots": self.dots}
        title = f"{self.surface}-{name}-{size[0]}{how}"
        self.wrong += [f"{title}: {each}" for each in page.evaluate(CRITIC, facts)]
        page.evaluate("scrollTo(0, 0)")
        if path := kept_at(self.language, f"{title}.png"):
            page.screenshot(path=path, full_page=self.surface in ("phone", "print"))

    def is_content(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)
