"""The seal of a notice stands under text, since alone on a page it could belong to anything; ties end their list."""

from __future__ import annotations

import pytest

from tests.browser.hall import Hall, Json
from tests.browser.host.test_papers import OFFICE, TITLES, pages_of

SEAL = {"zh-CN": "（盖章）", "en": "(Seal)", "ja": "（印）"}
CONTACT = "021-5555 0101"


def settled(hall: Hall, language: str, rows: int) -> Json:
    """Two lists with so many places, tied for the last one: a lot decides the first, a run-off the second."""
    short, _ = TITLES[language]
    options = [{"title": f"{short} {n:02}", "department": OFFICE[language]} for n in range(rows + 1)]
    lists = [{"title": f"{short[:6]} {at}", "winners": rows, "max_choices": rows, "options": options} for at in "AB"]
    session = hall.session(locale=language, organization="街道", place="3F", polls=lists)
    first, second = session["polls"]
    voter, other = hall.join(session, 0), hall.join(session, 0)
    hall.open(first, second)
    for poll in (first, second):
        hall.cast(voter, poll, range(rows))
        hall.cast(other, poll, [*range(rows - 1), rows])
    hall.close(first, second)
    hall.host("POST", f"/api/polls/{first['id']}/tie", json={"method": "lot", "seed": "8"})
    runoff = hall.host("POST", f"/api/polls/{second['id']}/tie", json={"method": "runoff"})
    hall.open(runoff)
    hall.cast(voter, runoff, [1])
    hall.close(runoff)
    hall.reveal(first, second, runoff)
    return session


@pytest.mark.parametrize("language", TITLES)
def test_the_seal_keeps_the_contact_and_the_last_rows_on_its_page(hall: Hall, language: str) -> None:
    console, counts = hall.console(locale=language), set()
    for rows in (3, 6, 9):
        session = settled(hall, language, rows)
        console.goto(f"{hall.server.url}/print/{session['id']}/notice?contact={CONTACT}")
        printed = pages_of(console)
        counts.add(len(printed))
        (sealed,) = [text for text in printed if SEAL[language] in text]
        assert CONTACT in sealed
        assert TITLES[language][0] in sealed
    assert 2 in counts


def test_what_is_said_of_a_tie_is_nearer_to_its_list_than_to_the_next(hall: Hall) -> None:
    page = hall.console(locale="zh-CN")
    page.goto(f"{hall.server.url}/print/{settled(hall, 'zh-CN', 2)['id']}/notice")

    above, below = page.evaluate(
        """() => {
          const tie = document.querySelector(".tie"), box = each => each.getBoundingClientRect();
          const before = box(tie.previousElementSibling), next = box(tie.nextElementSibling);
          return [box(tie).top - before.bottom, next.top - box(tie).bottom];
        }"""
    )

    assert 0 < above < below / 2
    assert page.locator(".tie").count() == 2
