"""The card that a chat group shows of /r: a picture in the meeting's language, and each list by itself."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.builders import Room
from tests.features.exports.test_public_page import card


@pytest.mark.parametrize(
    ("locale", "between"), [("zh-CN", "1 乙；二：1 甲"), ("ja", "1 乙／二：1 甲"), ("en", "1 乙; 二: 1 甲")]
)
def test_the_card_has_a_wide_picture_and_sets_lists_apart(
    room: Room, reachable: str, locale: str, between: str
) -> None:
    lists = [{"title": title, "winners": 1, "options": [{"title": "甲"}, {"title": "乙"}]} for title in ("一", "二")]
    session = room.session(locale=locale, polls=lists)
    voter = room.join(session)
    for poll, choice in zip(session["polls"], (1, 0), strict=True):
        room.open(poll)
        room.cast(voter, poll, [choice])
        room.close(poll)
        room.reveal(poll)

    tags = card(room.call("GET", f"/r/{session['id']}"))

    assert between in tags["description"]
    assert tags["image"].endswith(f"/result-{locale}.png")
    found = room.call("GET", "/" + tags["image"].split("/", 3)[3]).response.content
    size = tuple(map(str, Image.open(BytesIO(found)).size))
    assert size == (tags["image:width"], tags["image:height"]) == ("1200", "630")
