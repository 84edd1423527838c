"""A page with holes: what a browser unpacks is the page, whatever stands in the holes."""

from __future__ import annotations

import gzip
import random

import pytest

from server.web.filled_page import FilledPage

HOLES = {"mark": "0badc0de", "id": "5eedf00d", "card": "facade42"}
FIXED = {"mark": 12, "id": 16}


def page(*parts: str) -> str:
    return "".join(HOLES.get(part, part) for part in parts)


@pytest.mark.parametrize("holes", [HOLES, {}])
def test_a_page_without_a_hole_is_itself(holes: dict[str, str]) -> None:
    made = FilledPage("<p>中文, 日本語</p>" * 50, holes, FIXED)

    assert gzip.decompress(made.gzipped({})) == made.plain({}) == ("<p>中文, 日本語</p>" * 50).encode()


@pytest.mark.parametrize("seed", range(30))
def test_whatever_is_filled_in_is_unpacked_again(seed: int) -> None:
    chance = random.Random(seed)
    words = ["<li>", "中文", "a hall at once ", *HOLES, *HOLES, "x" * 300]
    parts = [chance.choice(words) for _ in range(chance.randrange(1, 60))]
    made = FilledPage(page(*parts), HOLES, FIXED)
    for _ in range(5):
        values = {
            "mark": chance.randbytes(6).hex().encode(),
            "id": chance.randbytes(8).hex().encode(),
            "card": ("<b>中文</b>" * chance.choice([0, 1, 7, 400])).encode(),
        }
        whole = b"".join(values.get(part, part.encode()) for part in parts)

        assert made.plain(values) == whole
        assert gzip.decompress(made.gzipped(values)) == whole


def test_what_stands_in_one_hole_is_in_no_other_page() -> None:
    made = FilledPage(page("before ", "mark", " between before ", "card", " after"), HOLES, FIXED)
    made.gzipped({"mark": b"f" * 12, "card": b"a secret of one phone"})

    later = made.gzipped({"mark": b"0" * 12, "card": b""})

    assert gzip.decompress(later) == b"before 000000000000 between before  after"


def test_pieces_refer_to_each_other_over_a_hole_of_known_length() -> None:
    long = "".join(random.Random(1).choices("abcdefgh <>", k=8_000))
    over_known = FilledPage(page(long, "mark", long), HOLES, FIXED)
    over_unknown = FilledPage(page(long, "card", long), HOLES, FIXED)

    small, large = (len(made.gzipped({"mark": b"m" * 12, "card": b"m" * 12})) for made in (over_known, over_unknown))
    assert small < 0.6 * large
