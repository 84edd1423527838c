"""The comparison of groups on the projector, page by page, and on the pages of host and phone."""

from __future__ import annotations

import re

import pytest

from tests.builders import Json, Room
from tests.tab import Page, Tab


def meeting(
    room: Room, groups: int, options: int = 7, each: int = 5, is_over: bool = True, **poll_fields: object
) -> Json:
    """Every group has cast ``each`` ballots for the first option and for the one of its own number."""
    listed = [{"title": f"Option {n}"} for n in range(options)]
    session = room.session(
        locale="en",
        groups=[f"G{n}" for n in range(groups)],
        polls=[{"title": "Projects", "winners": 2, "options": listed, **poll_fields}],
    )
    poll = session["polls"][0]
    room.open(poll)
    for n in range(groups):
        for _ in range(each):
            assert room.cast(room.join(session, f"G{n}"), poll, [0, 1 + n % (options - 1)]).status == 200
    if is_over:
        room.close(poll)
    return session


def picture(room: Room, session: Json, step: int) -> str:
    scene = {"kind": "groups", "poll": session["polls"][0]["id"], "step": step}
    assert room.host("PUT", f"/api/sessions/{session['id']}/scene", json=scene).status == 200
    return Tab(room, cookies=room.screen_cookie(session)).get(f"/screen/{session['id']}").text


def heads(html: str) -> list[str]:
    return re.findall(r'<th scope="col"><b>\d*</b><span class="name">([^<]+)', html)


def test_more_than_ten_groups_come_in_pages_and_each_group_is_on_one(room: Room) -> None:
    session = meeting(room, 12)

    first, second = picture(room, session, 0), picture(room, session, 1)

    assert [len(heads(html)) for html in (first, second)] == [6, 6]
    assert heads(first) + heads(second) == [group["name"] for group in session["groups"]]
    assert "1 / 4" in Page(first).text


def test_ten_groups_stand_side_by_side(room: Room) -> None:
    assert len(heads(picture(room, meeting(room, 10), 0))) == 10


def test_after_the_map_come_the_groups_own_lists_and_a_page_too_far_is_the_last(room: Room) -> None:
    session = meeting(room, 3)

    lists = picture(room, session, 1)

    assert 'class="own' in lists
    assert 'class="heat' not in lists
    assert [Page(lists).text.count(f"Option {n}") for n in range(5)] == [3, 1, 1, 1, 0]
    assert picture(room, session, 99).count("Option 3") == lists.count("Option 3")


def test_every_option_is_on_some_page_of_the_map(room: Room) -> None:
    session = meeting(room, 3, options=40)

    seen = [n for step in range(4) for n in re.findall(r"Option (\d+)</span></th>", picture(room, session, step))]

    assert sorted(set(map(int, seen))) == list(range(40))


def test_while_a_list_is_open_its_picture_says_when_groups_are_compared(room: Room) -> None:
    session = meeting(room, 3, each=13, is_over=False)
    host, address = Tab(room).sign_in(), f"/host/{session['id']}"

    running, console, results = picture(room, session, 0), host.get(address).text, host.get(f"{address}/results").text

    assert "Groups are compared after closing" in running
    assert not re.search(r"\b13\b|Option", Page(running).text)
    assert 'id="scene-groups"' not in console
    assert "Groups are compared after closing." in results
    assert 'id="by-group"' not in results
    room.close(session["polls"][0])
    assert re.search(r"\b13\b", Page(picture(room, session, 0)).text)  # the controls
    assert 'id="scene-groups"' in host.get(address).text
    assert 'id="by-group"' in host.get(f"{address}/results").text


@pytest.mark.parametrize("step", [0, 1, 2])
def test_a_sealed_list_has_no_page_before_its_reveal(room: Room, step: int) -> None:
    session = meeting(room, 3, each=13, display="sealed")
    poll = session["polls"][0]

    sealed = picture(room, session, step)

    assert not re.search(r"\b13\b|Option", Page(sealed).text)
    room.reveal(poll)
    assert re.search(r"\b13\b", Page(picture(room, session, step)).text)  # the control


def test_a_small_group_is_in_no_picture_by_itself(room: Room) -> None:
    session = meeting(room, 3, is_over=False)
    poll = session["polls"][0]
    assert room.cast(room.join(session), poll, [6]).status == 200
    room.close(poll)

    for step in (0, 1):
        html = picture(room, session, step)
        assert "Option 6" not in html if step else not re.search(r'<span class="name">(No|Without a) group<', html)


def test_turning_pages_is_no_step_to_take_back(room: Room) -> None:
    session = meeting(room, 3)
    host = Tab(room).sign_in()
    picture(room, session, 0)
    once = host.get(f"/host/{session['id']}").text.count("Projector:")

    picture(room, session, 1)

    console = host.get(f"/host/{session['id']}").text
    assert (once, console.count("Projector:")) == (1, 1)
    assert 'id="page-before"' in console


def test_the_hosts_page_has_the_map_in_parts_by_plain_links(room: Room) -> None:
    session = meeting(room, 12)
    host, address = Tab(room).sign_in(), f"/host/{session['id']}/results"

    parts = [host.get(f"{address}?groups={n}").text for n in (1, 2)]

    found = [re.findall(r"<b>(\d+)</b><span>G\d+</span><small>", html.split("Each group")[0]) for html in parts]
    assert found == [[str(n) for n in range(1, 7)], [str(n) for n in range(7, 13)]]
    assert "groups=2#by-group" in parts[0]
    assert host.get(f"{address}?groups=nonsense").text.count("<small>") == parts[0].count("<small>")


def test_a_phone_sees_its_own_groups_list_after_the_reveal_unless_the_group_is_merged(room: Room) -> None:
    session = meeting(room, 3, is_over=False)
    poll = session["polls"][0]
    phones = {name: Tab(room) for name in ("G0", "G1")}
    for name, phone in phones.items():
        phone.join(session, name)
    room.host("PATCH", f"/api/sessions/{session['id']}", json={"title": "Retreat"})
    room.close(poll)
    before = phones["G1"].get(f"/s/{session['id']}").text
    room.reveal(poll)

    after = Page(phones["G1"].get(f"/s/{session['id']}").text).text

    assert "own top" not in before
    assert "Your group's own top two" in after
    assert "G1, 5 submitted" in after


def test_a_merged_groups_phone_has_no_list_of_its_own(room: Room) -> None:
    session = meeting(room, 2, each=4)  # below the smallest group that is shown
    poll, phone = session["polls"][0], Tab(room)
    phone.join(session, "G1")
    room.reveal(poll)

    page = phone.get(f"/s/{session['id']}").text

    assert "Option 0" in page
    assert "own top" not in page
