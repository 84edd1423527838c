"""How items handed in are merged, released and ordered: examples, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from votes.call import (
    CallListId,
    Department,
    DepartmentId,
    Item,
    ItemId,
    Standing,
    Wording,
    as_option,
    listed,
    merge,
    merged_with,
    moved,
    names_of,
    released,
    standing,
)
from votes.model import OptionId, SessionId

NOW = datetime(2026, 11, 28, tzinfo=UTC)
LIST = CallListId("list")


def item(id: str, position: int = 0, department: str = "east", **more: object) -> Item:
    new = Item(ItemId(id), LIST, DepartmentId(department), Wording(id.upper()), NOW, NOW, position)
    return replace(new, **more)  # type: ignore[arg-type]


def after(items: tuple[Item, ...], changed: tuple[Item, ...]) -> tuple[Item, ...]:
    by_id = {each.id: each for each in changed}
    return tuple(by_id.get(each.id, each) for each in items)


def ids(items: tuple[Item, ...]) -> str:
    return " ".join(each.id for each in items)


THREE = (item("a", 0), item("b", 1), item("c", 2))


def test_the_first_of_the_merged_speaks_for_all() -> None:
    merged = after(THREE, merge(THREE, [ItemId("c"), ItemId("a")]))

    assert ids(listed(merged, LIST)) == "a b"
    assert ids(merged_with(merged, ItemId("a"))) == "c"
    assert merge(THREE, [ItemId("a")]) == ()  # nothing to merge with


def test_what_a_merged_item_spoke_for_goes_along() -> None:
    once = after(THREE, merge(THREE, [ItemId("b"), ItemId("c")]))
    twice = after(once, merge(once, [ItemId("a"), ItemId("b")]))

    assert ids(listed(twice, LIST)) == "a"
    assert ids(merged_with(twice, ItemId("a"))) == "b c"


def test_one_that_leaves_hands_its_place_and_its_words_to_the_next() -> None:
    merged = after(THREE, merge(THREE, THREE_IDS))
    lead = replace(merged[0], edited=Wording("All"), edited_at=NOW, option=OptionId("o"), position=5)
    merged = (lead, *merged[1:])

    left = after(merged, released(merged, lead))

    assert [each.shown.title for each in listed(left, LIST)] == ["A", "All"]  # the one that left stands alone again
    heir = left[1]
    assert (heir.position, heir.option, ids(merged_with(left, heir.id))) == (5, "o", "c")
    assert left[0].option is None


THREE_IDS = [each.id for each in THREE]


def test_a_part_that_leaves_changes_nothing_else() -> None:
    merged = after(THREE, merge(THREE, THREE_IDS))

    assert [each.id for each in released(merged, merged[2])] == ["c"]
    assert ids(listed(after(merged, released(merged, merged[2])), LIST)) == "a c"


def test_what_is_withdrawn_or_left_out_is_on_no_list() -> None:
    gone = (replace(THREE[0], withdrawn_at=NOW), replace(THREE[1], left_out="Too late"), THREE[2])

    assert [standing(each) for each in gone] == [Standing.WITHDRAWN, Standing.LEFT_OUT, Standing.LISTED]
    assert ids(listed(gone, LIST)) == "c"
    assert listed(gone, CallListId("another")) == ()


def test_an_option_names_every_department_once_and_takes_the_first_picture_and_document() -> None:
    parts = (
        item("a", department="east"),
        item("b", department="west", picture="p"),
        item("c", department="east", picture="q", document="d"),
    )
    known = {
        DepartmentId(one): Department(DepartmentId(one), SessionId("s"), one.title(), NOW) for one in ("east", "west")
    }

    option = as_option(OptionId("o"), parts, "、".join(names_of(parts, known)))

    assert (option.title, option.department, option.picture, option.document) == ("A", "East、West", "p", "d")


def test_an_edit_is_older_than_a_later_change() -> None:
    edited = item("a", edited=Wording("Better"), edited_at=NOW)

    assert not edited.is_changed_since
    assert replace(edited, changed_at=NOW + timedelta(seconds=1)).is_changed_since
    assert edited.wording == Wording("A")  # the control: its own words stay


@given(st.integers(1, 8), st.data())
def test_moving_keeps_everything_and_stands_where_it_was_put(count: int, data: st.DataObject) -> None:
    order = tuple(item(f"i{n}", n) for n in range(count))
    moving = data.draw(st.sampled_from(order)).id
    before = data.draw(st.sampled_from([*(each.id for each in order), None]))

    found = listed(after(order, moved(order, moving, before)), LIST)

    assert {each.id for each in found} == {each.id for each in order}
    rest = [each.id for each in order if each.id != moving]
    assert [each.id for each in found if each.id != moving] == rest  # nothing else changes places
    if before and before != moving:
        assert found[[each.id for each in found].index(moving) + 1].id == before
    elif before is None:
        assert found[-1].id == moving


@given(st.lists(st.sets(st.integers(0, 5), min_size=2, max_size=4), max_size=5), st.data())
def test_whatever_is_merged_and_released_nothing_is_lost(steps: list[set[int]], data: st.DataObject) -> None:
    items = tuple(item(f"i{n}", n) for n in range(6))
    for step in steps:
        chosen = [items[n].id for n in step if standing(items[n]) is Standing.LISTED]
        items = after(items, merge(items, chosen))
        leaving = data.draw(st.sampled_from(items))
        items = after(items, released(items, leaving))

        shown = listed(items, LIST)
        assert sorted(each.id for lead in shown for each in (lead, *merged_with(items, lead.id))) == [
            f"i{n}" for n in range(6)
        ]
