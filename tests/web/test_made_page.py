"""Pages with gaps: whole and compressed they are the same, whatever fills the gaps and wherever these stand."""

from __future__ import annotations

import gzip
import random

import pytest

from server.web.made_page import cut, gzipped, whole

GAPS = {"mark": "0a1b2c", "token": "3d4e5f"}


def page(chance: random.Random) -> tuple[str, str, dict[str, str]]:
    """HTML with some gaps, what it must become, and what fills them."""
    fill = {name: "".join(chance.choices("aÄ名<&-_", k=chance.choice([0, 1, 43, 3_000]))) for name in GAPS}
    parts = [chance.choice([*GAPS, "text"]) for _ in range(chance.randrange(12))]
    text = "".join(chance.choices("abc 名前<>&\n", k=chance.choice([0, 5, 70_000])))
    html = "".join(GAPS.get(part, text) for part in parts)
    return html, "".join(fill.get(part, text) for part in parts), fill


@pytest.mark.parametrize("seed", range(60))
def test_a_page_is_the_same_whole_and_compressed(seed: int) -> None:
    html, wanted, fill = page(random.Random(seed))
    pieces, texts = cut(html, GAPS), {name: text.encode() for name, text in fill.items()}

    assert whole(pieces, texts).decode() == wanted
    assert gzip.decompress(gzipped(pieces, texts)).decode() == wanted


def test_what_stands_between_gaps_is_compressed() -> None:
    html = "<p>One line. " * 500

    assert len(gzipped(cut(html + GAPS["mark"] + html, GAPS), {"mark": b"x"})) < len(html) / 20


def test_a_text_that_no_block_holds_is_no_page() -> None:
    with pytest.raises(ValueError, match="short"):
        gzipped(cut(GAPS["mark"], GAPS), {"mark": b"x" * 65_536})
