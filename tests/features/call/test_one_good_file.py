"""A department's two files: the one that can be taken is kept where the other is refused, and the page says which."""

from __future__ import annotations

import pytest

from tests.builders import Room
from tests.features.call import calls
from tests.features.call.calls import PDF, Call, Context, picture
from tests.tab import Page


@pytest.fixture
def call(room: Room) -> Call:
    return calls.call(room)


@pytest.fixture
def east(call: Call) -> Context:
    return call.invite("East office")[0]


def test_a_good_picture_stays_where_the_document_is_refused(call: Call, east: Context) -> None:
    answer = east.hand_in("A lift", files={"picture": picture(), "document": b"no PDF"})

    assert answer.status == 422
    page = Page(answer.text)
    assert "Words and picture are saved The document could not be taken" in page.text
    assert "This is not a PDF" in page.text
    item = call.item("A lift")
    assert (bool(item["picture"]), item["document"]) == (True, None)

    seen = page.value("seen")  # what the page shows is what is kept: the next press overwrites nobody
    again = east.hand_in("A better lift", id=item["id"], seen=seen, files={"document": PDF})
    assert again.status == 303
    assert call.item("A better lift")["document"]


def test_a_good_document_stays_where_the_picture_is_refused(call: Call, east: Context) -> None:
    answer = east.hand_in("A lift", files={"picture": b"no picture", "document": PDF})

    assert answer.status == 422
    assert "Words and document are saved The picture could not be taken" in Page(answer.text).text
    item = call.item("A lift")
    assert (item["picture"], bool(item["document"])) == (None, True)


def test_of_two_bad_files_both_are_named_and_the_words_are_kept(call: Call, east: Context) -> None:
    answer = east.hand_in("A lift", files={"picture": b"no picture", "document": b"no PDF"})

    text = Page(answer.text).text
    assert "The words are saved Neither file could be taken" in text
    assert "This is not a PDF" in text
    assert answer.text.count('class="wrong"') == 2
    item = call.item("A lift")
    assert (item["picture"], item["document"]) == (None, None)
