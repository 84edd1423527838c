"""What is drawn for slides and chats: no word is cut that fits on a line, and few places fill the sheet as many do."""

from __future__ import annotations

import pytest

from tests.browser.hall import Hall
from tests.browser.host.test_announcement import EDGES, KINDS, announcement, sheet
from tests.browser.host.test_files import PAPER

LINES = """async ([words, letters, language]) => {
  const script = document.querySelector("script[type=module]").src.replace("main.js", "host/line-breaks.js")
  const { balanced } = await import(script)
  return balanced(words, letters, part => part.length, language)
}"""


@pytest.mark.parametrize(
    ("language", "words", "letters", "lines"),
    [
        ("en", "Shuidian Community canteen", 10, ["Shuidian", "Community", "canteen"]),
        ("ja", "水電コミュニティ食堂", 8, ["水電コミュニティ", "食堂"]),
        ("zh-CN", "公园居民电梯", 5, ["公园居民", "电梯"]),
        ("zh-CN", "街道2027年度工作", 6, ["街道", "2027年度", "工作"]),
        ("zh-CN", "“公园”，平台", 5, ["“公园”，", "平台"]),
    ],
)
def test_lines_end_between_words(hall: Hall, language: str, words: str, letters: int, lines: list[str]) -> None:
    page = hall.console(locale=language)

    found = page.evaluate(LINES, [words, letters, language])

    assert not found["isCut"]
    assert "".join(found["lines"]) == words.replace(" ", "")
    assert found["lines"] == lines
    cut = page.evaluate(LINES, [words, 1, language])
    assert cut["isCut"]  # the control: no word has room in one letter
    assert max(map(len, cut["lines"])) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_two_places_fill_a_sheet(hall: Hall, kind: str) -> None:
    options = [{"title": title, "department": "办公室"} for title in ("社区食堂", "口袋公园", "电梯")]
    session = hall.session(polls=[{"title": "项目", "winners": 2, "options": options}])
    hall.open(*session["polls"])
    for choices in ([0, 1], [0, 1], [0, 2], [0, 1]):
        hall.cast(hall.join(session), session["polls"][0], choices)
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])

    _, image = sheet(announcement(hall, session), kind)

    edge = EDGES[image.size]
    bare = longest = 0
    for y in range(edge, image.height - edge):
        row = image.crop((0, y, image.width, y + 1)).getcolors(image.width)
        bare = bare + 1 if row and {colour for _, colour in row} == {PAPER} else 0
        longest = max(longest, bare)
    assert longest < image.height * 0.16
