"""What the organizer does next stands first: links with words to send; and merging is told to both departments."""

from __future__ import annotations

from tests.builders import Room
from tests.features.call.calls import PDF, call
from tests.tab import Page, Tab


def test_departments_stand_first_until_one_has_handed_in(room: Room) -> None:
    made = call(room)
    (context,) = made.invite("Services")

    before = made.host.get(made.path).text
    assert before.index('id="departments"') < before.index('class="list"')
    assert 'value="publish"' not in before  # there is nothing to publish yet

    context.hand_in("A bench")
    after = made.host.get(made.path).text
    assert after.index('class="list"') < after.index('value="publish"') < after.index('id="departments"')


def test_a_link_is_copied_with_who_asks_for_what_until_when(room: Room) -> None:
    made = call(room, note="Three to five items each.")
    room.host("PATCH", f"/api/sessions/{made.session['id']}", json={"organization": "Street office"})
    title = room.host("GET", f"/api/sessions/{made.session['id']}").json["title"]

    page = Page(made.act("invite", names="Services\nOrder").text)

    words, url = page.areas["words-1"], page.value_of("link-1")
    first, asked, note, link, alone = words.split("\n")
    assert (first, note, link) == ("Street office", "Three to five items each.", url)
    assert "Services" in asked
    assert title in asked
    assert "Projects" in asked
    assert "12月5日（星期六）18:00" in asked  # in the meeting's language
    assert alone
    assert page.areas["links-all"] == f"{words}\n\n{page.areas['words-2']}"


def test_merging_shows_both_texts_and_both_departments_learn_of_it(room: Room) -> None:
    made = call(room)
    first, second = made.invite("Services", "Order")
    first.hand_in("A bench", description="By the river")
    second.hand_in("Seats", description="In the park")
    ids = [made.item(title)["id"] for title in ("A bench", "Seats")]
    made.act("merge", item=ids)

    shown = Page(made.host.get(made.path).text.partition('class="edit"')[0]).text
    assert "By the river" in shown
    assert "Seats" in shown
    assert "In the park" in shown
    assert "with “Seats” of Order" not in first.page().text  # until it is published

    made.act("publish")
    assert "with “Seats” of Order" in first.page().text
    assert "now part of “A bench”" in second.page().text
    assert "with “" not in second.page().text


def test_an_item_of_the_same_department_is_no_news_to_it(room: Room) -> None:
    made = call(room)
    (own,) = made.invite("Services")
    own.hand_in("A bench")
    own.hand_in("Seats")
    made.act("merge", item=[made.item(title)["id"] for title in ("A bench", "Seats")])
    made.act("publish")

    assert "with “Seats”" not in own.page().text


def test_saved_is_not_said_once_it_cannot_be_changed_any_more(room: Room) -> None:
    made = call(room)
    (context,) = made.invite("Services")
    context.hand_in("A bench")
    assert "You can change it until the deadline." in context.page("?told=saved").text

    room.clock.pass_(24 * 3600)

    assert "You can change it until the deadline." not in context.page("?told=saved").text


def test_a_small_file_is_as_small_as_it_is(room: Room) -> None:
    made = call(room)
    (context,) = made.invite("Services")
    context.hand_in("A bench", files={"document": PDF + b" " * (9_500 - len(PDF))})

    assert "10 KB" in context.page().text
    assert "10 KB" in Page(made.host.get(made.path).text).text


def test_what_is_on_no_list_is_called_one_thing_in_chinese(room: Room) -> None:
    made = call(room)
    (context,) = made.invite("社区服务办公室")
    context.hand_in("A bench")
    tab = Tab(room, "zh-CN", made.host.cookies)
    before = tab.get(made.path).text
    made.act("leave-out", item=made.item("A bench")["id"], reason="明年再报")
    after = tab.get(made.path).text

    assert "不采用" not in before + after
    assert "未采用" not in before + after
    assert ">不列入</button>" in before
    assert "未列入" in after
