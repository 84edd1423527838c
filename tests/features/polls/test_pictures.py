"""PUT and DELETE /api/polls/{poll}/options/{option}/picture, and GET /picture/{name}: the ladder, and what is kept."""

from __future__ import annotations

import random
from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from server.files.picture_worker import reencoded
from server.files.pictures import MOST_BYTES, NO_PICTURE
from tests.builders import ORIGIN, Answer, Json, Room
from tests.ladder import UNKNOWN, assert_method_refused, assert_only_the_host
from tests.tab import Tab

PNG = {"Content-Type": "image/png"}


def drawn(
    kind: str = "PNG",
    size: tuple[int, int] = (300, 200),
    colour: str | int = "#A32417",
    mode: str = "RGB",
    **more: object,
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)  # type: ignore[arg-type]
    return out.getvalue()


def path_of(poll: Json, at: int = 0) -> str:
    return f"/api/polls/{poll['id']}/options/{poll['options'][at]['id']}/picture"


def put(room: Room, poll: Json, data: bytes = b"", at: int = 0, kind: str = "image/png") -> Answer:
    return room.host("PUT", path_of(poll, at), content=data or drawn(), headers={"Content-Type": kind})


def shown(answer: Answer, at: int = 0) -> str | None:
    picture: str | None = answer.json["options"][at].get("picture")
    return picture


@pytest.fixture
def room(fresh: Room) -> Room:
    """Nobody else shows the same picture here."""
    return fresh


@pytest.fixture
def poll(draft: Json) -> Json:
    """A draft here: pictures are chosen before voting starts."""
    return draft


@pytest.mark.parametrize(("kind", "media"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_a_picture_is_kept_small_and_without_what_else_was_in_the_file(hall: Room, kind: str, media: str) -> None:
    poll = hall.session()["polls"][0]
    exif = Image.Exif()
    exif[0x010F] = "a camera that tells where it was"

    answer = put(hall, poll, drawn(kind, (1200, 800), exif=exif.tobytes()), kind=media)

    assert answer.status == 200
    served = hall.call("GET", str(shown(answer)))
    assert served.status == 200
    assert served.response.headers["content-type"] == "image/webp"
    assert "immutable" in served.response.headers["cache-control"]
    assert served.response.headers["x-content-type-options"] == "nosniff"
    assert b"camera" not in served.response.content
    with Image.open(BytesIO(served.response.content)) as kept:
        assert (kept.format, kept.size) == ("WEBP", (112, 112))
        assert "exif" not in kept.info
    assert len(served.response.content) <= MOST_BYTES
    assert shown(answer, 1) is None


def test_a_picture_is_upright(room: Room, poll: Json) -> None:
    """The camera lay on its side: its left, red, is the picture's top."""
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = Image.new("RGB", (200, 200), "#FFFFFF")
    lying.paste((255, 0, 0), (0, 0, 100, 200))
    out = BytesIO()
    lying.save(out, "JPEG", exif=exif.tobytes())

    served = room.call("GET", str(shown(put(room, poll, out.getvalue(), kind="image/jpeg"))))

    with Image.open(BytesIO(served.response.content)) as kept:
        upright = kept.convert("RGB")
        top, bottom = upright.getpixel((56, 10)), upright.getpixel((56, 100))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 80
    assert bottom[1] > 200


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1", "LA", "I;16"])
def test_any_kind_of_pixels_fits_in_six_kilobytes(mode: str) -> None:
    chance = random.Random(mode)
    noise = Image.frombytes("RGBA", (112, 112), chance.randbytes(112 * 112 * 4))
    made = Image.new("I;16", (112, 112), 5) if mode == "I;16" else noise.convert(mode)
    out = BytesIO()
    made.save(out, "PNG")

    assert 0 < len(reencoded(out.getvalue()) or b"") <= MOST_BYTES


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(room: Room, poll: Json) -> None:
    bomb = drawn(size=(6_000, 6_000), mode="1", colour=1)
    assert len(bomb) < 20_000

    refused = put(room, poll, bomb)

    assert (refused.status, refused.at) == (422, ["picture"])
    assert "24 million" in refused.json["errors"][0]["message"]
    assert put(room, poll, drawn(size=(4_000, 4_000), mode="1", colour=1)).status == 200  # the control


def test_what_is_no_picture_is_refused(room: Room, poll: Json) -> None:
    gif = drawn("GIF", mode="P", colour=1)
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for data in (b"junk", gif, svg, drawn()[:60], drawn("JPEG")[:200]):
        refused = put(room, poll, data)
        assert (refused.status, refused.at) == (422, ["picture"])
        assert refused.json["errors"][0]["message"] == NO_PICTURE


def test_scratched_pictures_are_read_or_refused() -> None:
    chance = random.Random(3)
    for kind in ("PNG", "JPEG", "WEBP"):
        whole = drawn(kind, (60, 40))
        for _ in range(150):
            data = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            with suppress(Exception):  # of whatever kind: the program that does it ends, and nothing else
                assert len(reencoded(bytes(data)) or b"") <= MOST_BYTES


def test_the_same_picture_again_changes_nothing_and_another_replaces_it(room: Room, poll: Json) -> None:
    first, again = put(room, poll), put(room, poll)
    other = put(room, poll, drawn(colour="#1F4A73"))

    assert shown(first) == shown(again) != shown(other)
    assert room.call("GET", str(shown(first))).status == 404  # nobody shows it any more
    assert room.call("GET", str(shown(other))).status == 200


def test_a_picture_is_taken_away(room: Room, poll: Json) -> None:
    had = str(shown(put(room, poll)))

    gone = room.host("DELETE", path_of(poll))

    assert (gone.status, shown(gone)) == (200, None)
    assert room.host("DELETE", path_of(poll)).status == 200  # safe to repeat
    assert room.call("GET", had).status == 404


def test_a_copied_list_keeps_its_pictures_and_a_removed_session_takes_them_along(room: Room, poll: Json) -> None:
    picture = str(shown(put(room, poll)))
    copy = room.host("POST", f"/api/polls/{poll['id']}/copy")
    assert shown(copy) == picture

    room.host("DELETE", path_of(poll))

    assert room.call("GET", picture).status == 200  # the copy shows it
    room.host("DELETE", f"/api/sessions/{poll['session']}")
    assert room.call("GET", picture).status == 404


def test_an_opened_list_keeps_its_pictures(room: Room, poll: Json) -> None:
    before = shown(put(room, poll))
    room.open(poll)

    for refused in (put(room, poll, drawn(colour="#000")), room.host("DELETE", path_of(poll))):
        assert (refused.status, refused.json["state"]) == (409, "open")

    session = room.host("GET", f"/api/sessions/{poll['session']}").json
    assert session["polls"][0]["options"][0]["picture"] == before


def test_phones_load_it_late_and_words_come_first(room: Room, session: Json, poll: Json) -> None:
    picture = str(shown(put(room, poll)))
    room.open(poll)
    phone = Tab(room)
    phone.join(session, "East")

    html = phone.get(f"/s/{session['id']}").text

    assert html.count('class="pic"') == 1
    tag = html[html.index('<img class="pic"') :].split(">")[0]
    assert f'src="{picture}"' in tag
    assert 'loading="lazy"' in tag
    assert html.index("Option 0") < html.index('class="pic"') < html.index("Option 1")


def test_only_the_host_chooses_pictures(hall: Room) -> None:
    session = hall.session()
    path = path_of(session["polls"][0])

    assert_only_the_host(hall, "PUT", path, session, content=drawn(), headers=PNG)
    assert_only_the_host(hall, "DELETE", path, session)
    assert_method_refused(hall, "POST", path, "PUT", "DELETE")
    foreign = hall.call(
        "PUT", path, cookies=hall.host_cookie(), content=drawn(), headers={**PNG, "Origin": "http://evil.example"}
    )
    assert foreign.status == 403


def test_the_first_fault_is_the_one_that_is_told(hall: Room) -> None:
    poll = hall.session()["polls"][0]
    other = hall.session()["polls"][0]
    stray = f"/api/polls/{poll['id']}/options/{other['options'][0]['id']}/picture"
    nowhere = f"/api/polls/{UNKNOWN}/options/{UNKNOWN}/picture"
    big, text = b"x" * (5 * 1024 * 1024 + 1), {"Content-Type": "text/plain"}

    assert hall.call("PUT", nowhere, content=big, headers=text).status == 401
    assert hall.host("PUT", nowhere, content=big, headers=text).status == 404
    missing = hall.host("PUT", stray, content=big, headers=text)
    assert (missing.status, missing.problem) == (404, "no-such-option")
    hall.open(poll)
    assert hall.host("PUT", path_of(poll), content=drawn(), headers=text).status == 415
    assert put(hall, poll, big).status == 413
    assert put(hall, poll, b"junk").status == 422
    assert put(hall, poll).status == 409


def test_the_hosts_page_gives_takes_and_says_what_is_wrong(room: Room, session: Json, poll: Json) -> None:
    host, path = Tab(room).sign_in(), f"/host/{session['id']}/pictures"
    fields = {"poll": poll["id"], "option": poll["options"][0]["id"]}

    def send(data: bytes = b"", **more: str) -> Answer:
        files = {"picture": ("p.png", data, "image/png")} if data else {}
        return host.upload(path, {**fields, "do": "save", **more}, files)

    given = send(drawn())
    assert (given.status, given.response.headers["location"]) == (303, f"{path}#o-{fields['option']}")
    assert "/picture/" in host.get(path).text
    for wrong, status in ((send(b"junk"), 422), (send(), 422), (send(drawn(), option=UNKNOWN), 404)):
        assert wrong.status == status
        assert host.get(path).text.count("<img") == 1
    assert 'role="alert"' in send(b"junk").text
    stranger = room.session()["polls"][0]
    assert send(drawn(), poll=stranger["id"], option=stranger["options"][0]["id"]).status == 404
    assert send(do="remove").status == 303
    assert "<img" not in host.get(path).text
    room.open(poll)
    assert send(drawn()).status == 409
    assert 'name="picture"' not in host.get(path).text


def test_a_page_of_another_origin_changes_no_picture(room: Room, session: Json, poll: Json) -> None:
    refused = room.call(
        "POST",
        f"/host/{session['id']}/pictures",
        cookies=room.host_cookie(),
        headers={"Origin": ORIGIN.replace("localhost", "evil.example")},
        files={"picture": ("p.png", drawn(), "image/png")},
        data={"poll": poll["id"], "option": poll["options"][0]["id"], "do": "save"},
    )

    assert refused.status == 403
    assert "picture" not in room.host("GET", f"/api/sessions/{session['id']}").json["polls"][0]["options"][0]
