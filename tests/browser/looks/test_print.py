"""What is printed: the minutes, as they lie on A4, in every language, with an open and a settled tie."""

from __future__ import annotations

import pytest

from tests.browser.hall import Hall
from tests.browser.looks.test_every_page import LANGUAGES, begin


@pytest.mark.parametrize("language", LANGUAGES)
def test_minutes_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "print", language)
    page = hall.console(locale=language)
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    page.goto(f"{hall.server.url}/print/{tour.session['id']}/minutes")
    tour.looker.at(page, "minutes-tie")
    lot = {"method": "lot", "seed": "2025-06-30/3444.43"}
    hall.host("POST", f"/api/polls/{tour.polls[1]['id']}/tie", json=lot)
    hall.reveal(*tour.polls)
    page.reload()
    tour.looker.typed += [lot["seed"]]
    tour.looker.at(page, "minutes")
    tour.looker.is_content()
