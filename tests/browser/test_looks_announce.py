"""What goes out after the reveal: the page that has it all, the notice on A4, and the sheets that the browser draws."""

from __future__ import annotations

import pytest

from tests.browser.hall import Hall
from tests.browser.look import Looker
from tests.browser.test_looks import LANGUAGES, begin

NARROW = ((390, 844), (1280, 720))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_announcement_and_its_notice_look_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    page, path = hall.console(locale=language), f"{hall.server.url}/host/{tour.session['id']}/announce"
    look = Looker("host", language, [*tour.looker.typed, "JavaScript", "A3", "16:9"], sizes=NARROW)
    page.goto(path)
    look.at(page, "announce-nothing")
    hall.open(*tour.polls)
    tour.vote()
    hall.close(*tour.polls)
    hall.reveal(*tour.polls)
    page.goto(path)
    look.at(page, "announce")
    paper = Looker("print", language, look.typed)
    page.click(".contact .btn")
    paper.at(page, "notice-tie")
    paper.is_content()
    look.is_content()
