"""Pages of minutes, notice and follow-ups: each says of which meeting and which of how many; none is nearly empty."""

from __future__ import annotations

import re

import pytest

from tests.browser.hall import Hall, Json
from tests.browser.host.test_papers import COUNTS, OFFICE, TITLES, pages_of


def over(hall: Hall, language: str, counts: list[int], groups: int = 0, **fields: object) -> Json:
    """Lists of so many options, five of each taken, published."""
    short, _ = TITLES[language]
    lists = [
        {
            "title": f"{short[:6]} {at}",
            "options": [{"title": f"{short} {n:02}", "department": OFFICE[language]} for n in range(count)],
        }
        for at, count in enumerate(counts)
    ]
    named = [{"name": f"{short[:6]} {n}"} for n in range(groups)]
    session = hall.session(locale=language, organization="街道", polls=lists, groups=named, **fields)
    hall.open(*session["polls"])
    voter = hall.join(session, 0)
    for poll in session["polls"]:
        hall.cast(voter, poll, range(min(5, len(poll["options"]))))
    hall.close(*session["polls"])
    hall.reveal(*session["polls"])
    return session


@pytest.mark.parametrize("language", TITLES)
@pytest.mark.parametrize("page", ["minutes", "notice", "follow-ups"])
def test_every_page_has_the_meetings_name_and_its_number(hall: Hall, language: str, page: str) -> None:
    title = f"“{TITLES[language][1][:80]}” \\ 2027"
    session = over(hall, language, [40, 14, 14, 14, 14, 14, 14], title=title)
    console = hall.console(locale=language)
    if page == "follow-ups":
        console.goto(f"{hall.server.url}/host/{session['id']}/results")
        console.click("button[value=gather]")
    console.goto(f"{hall.server.url}/print/{session['id']}/{page}")

    printed = pages_of(console)

    assert len(printed) > 1
    for at, text in enumerate(printed, start=1):
        plain = re.sub(r"\s", "", text)
        assert re.sub(r"\s", "", COUNTS[language].format(at, len(printed))) in plain
        assert re.sub(r"\s", "", title) in plain


@pytest.mark.parametrize(("language", "groups"), [("zh-CN", 0), ("zh-CN", 20), ("en", 0), ("ja", 0)])
def test_no_page_of_the_annex_has_less_than_a_few_rows(hall: Hall, language: str, groups: int) -> None:
    console, rows = hall.console(locale=language), TITLES[language][0]
    fewest = set()
    for count in (8, 10, 14) if language == "zh-CN" else (10, 12):
        session = over(hall, language, [count, count + 1, count + 2], groups)
        console.goto(f"{hall.server.url}/print/{session['id']}/minutes")
        printed = pages_of(console)
        found = [text.count(rows) for text in printed]
        fewest.add(min(found))
        assert sum(found) == 3 * count + 3 + 15
    assert min(fewest) >= 4
