"""What can be read: the contrast of all colours that meet, in the light, in the dark, on a projector and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
BLOCK = re.compile(r"([^{}]+)\{([^{}]*--paper:[^{}]*)\}")
COLOUR = re.compile(r"--([\w-]+): (#[0-9A-Fa-f]{3,6});")
HEAT = re.compile(r"--((?:heat|on-heat|on-deep)[\w-]*): (#[0-9A-Fa-f]{3,6});")
FILES = ("tokens.css", "screen/tokens.css", "print/tokens.css")
TEXT, PROJECTED, BORDER = 4.5, 7.0, 3.0

GROUNDS = ("paper", "sheet")
WRITTEN = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3", "seal-ink", "indigo") for ground in GROUNDS),
    *((ink, tint) for ink in ("ink", "ink-2") for tint in ("well", "seal-tint", "indigo-tint", "amber-tint")),
    *(("on-seal", seal) for seal in ("seal", "seal-deep")),
    *(("paper", "ink"), ("sheet", "ink"), ("ink-3", "well")),
    *(("indigo", "indigo-tint"), ("amber-ink", "paper"), ("amber-ink", "amber-tint"), ("on-amber", "amber")),
]
ON_PHONES = [("seal-ink", "seal-tint")]
ON_THE_SCREEN = [*(("on-heat", f"heat-{n}") for n in (1, 2, 3)), ("on-deep", "heat-4")]
DRAWN = [(line, ground) for line in ("edge", "focus", "seal-ink", "ink") for ground in GROUNDS]
PLACED = [("seal", ground) for ground in GROUNDS]  # buttons, bars of winners


def palettes() -> Iterator[tuple[str, dict[str, str]]]:
    """Every place where the ground is set, with all colours that hold there."""
    base: dict[str, str] = {}
    for name in FILES:
        text = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text("utf-8"), flags=re.DOTALL)
        if name.startswith("screen"):
            base |= dict(HEAT.findall(text))
        for selector, block in BLOCK.findall(text):
            if "Canvas" in block:
                continue  # colours of the system, chosen by who needs them
            colours = dict(COLOUR.findall(block))
            base = base or colours
            yield f"{name} {selector.split('{')[-1].strip()}", base | colours


def light(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


PALETTES = dict(palettes())


def test_every_palette_is_found() -> None:
    assert len(PALETTES) == 6
    assert contrast("#000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", PALETTES)
def test_text_stands_out_from_its_ground(palette: str) -> None:
    is_projected = palette.startswith("screen")
    colours, least = PALETTES[palette], PROJECTED if is_projected else TEXT
    written = [*WRITTEN, *(ON_THE_SCREEN if is_projected else ON_PHONES)]
    pairs = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in written}
    assert {pair: f"{found:.2f}" for pair, found in pairs.items() if found < least} == {}


@pytest.mark.parametrize("palette", PALETTES)
def test_lines_and_buttons_stand_out_from_their_ground(palette: str) -> None:
    colours = PALETTES[palette]
    pairs = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in [*DRAWN, *PLACED]}
    assert {pair: f"{found:.2f}" for pair, found in pairs.items() if found < BORDER} == {}
