"""The console's rail leads to every list, also to those that no item of the agenda holds."""

from __future__ import annotations

from tests.builders import Room
from tests.tab import Tab


def test_a_list_that_is_in_no_item_of_the_agenda_can_be_reached_all_the_same(room: Room) -> None:
    lists = [{"title": name, "options": [{"title": f"{name} {n}"} for n in range(3)]} for name in ("First", "Second")]
    session = room.session(locale="en", polls=lists)
    first, second = session["polls"]
    items = [{"kind": "message", "title": "Welcome"}, {"kind": "poll", "title": "Vote", "polls": [first["id"]]}]
    assert room.host("PUT", f"/api/sessions/{session['id']}/agenda", json={"items": items}).status == 200
    host = Tab(room).sign_in()
    rail = host.get(f"/host/{session['id']}").text.partition("</aside>")[0]
    assert f'href="?poll={second["id"]}"' in rail
    assert f'href="?poll={first["id"]}"' not in rail  # the agenda leads to it
    assert "<h2>Second</h2>" in host.get(f"/host/{session['id']}?poll={second['id']}").text
