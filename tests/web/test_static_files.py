"""GET /static/{version}/{path}: what is in the tree and nothing else, for ever, small; style in flattened layers."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from server.web.static_files import SURFACES, Assets, accepts_gzip, assets, bundle, layer_order, read_tree, static_url
from tests.builders import Room
from tests.web.browsers import asking

ROOT = Path(__file__).parents[2]


def tree(root: Path, **files: str) -> Path:
    """A small static tree; ``a__b`` names the style b in css/a."""
    (root / "css").mkdir(parents=True)
    (root / "css/layers.css").write_text("/* the order */ @layer base, components, utilities;")
    for name, text in files.items():
        path = root / "css" / f"{name.replace('__', '/')}.css"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_layers_are_joined_flat_in_the_order_of_the_one_statement(tmp_path: Path) -> None:
    css = tree(tmp_path, a="@layer utilities { .u { color: red } }", b="@layer base {\n  b { color: blue }\n}") / "css"

    assert layer_order(css) == ("base", "components", "utilities")
    assert bundle(css, ("a.css", "b.css")) == "b { color: blue }\n.u { color: red }"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("b { color: blue }", "exactly one @layer"),
        ("@layer base { b { color: blue } } @layer base { i { color: red } }", "exactly one @layer"),
        ("@layer nowhere { b { color: blue } }", "does not list the layer nowhere"),
    ],
)
def test_a_style_file_outside_the_layers_stops_the_start(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        bundle(tree(tmp_path, a=text) / "css", ("a.css",))


@pytest.mark.parametrize("surface", SURFACES)
def test_every_surface_has_one_style_without_layers_or_comments(surface: str) -> None:
    style = assets().files[f"css/{surface}.css"].body.decode()
    assert "@layer" not in style
    assert "/*" not in style
    assert style.count("{") == style.count("}") > 50
    assert "--paper" in style


def test_colours_come_from_the_tokens_alone() -> None:
    """The print-like black and white of a QR code and of high contrast are written where they are needed."""
    colour = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    stray = {
        f"{path.name}: {found}"
        for path in (ROOT / "static/css").rglob("*.css")
        if path.name != "tokens.css"
        for found in colour.findall(path.read_text("utf-8"))
    }
    assert {each for each in stray if not re.search(r"#(FFF|000|CCC|14110D|171411)$", each, re.IGNORECASE)} == set()


def test_the_version_follows_every_byte(tmp_path: Path) -> None:
    one, two = tree(tmp_path / "one"), tree(tmp_path / "two")
    assert read_tree(one).version == read_tree(two).version  # the control
    (two / "mark.svg").write_text("<svg/>")
    with_mark = read_tree(two).version
    (two / "mark.svg").write_text("<svg />")
    assert len({read_tree(one).version, with_mark, read_tree(two).version}) == 3


@pytest.mark.parametrize("path", sorted((ROOT / "static/js").rglob("*.js")), ids=lambda path: path.name)
def test_scripts_are_served_without_the_lines_that_are_comments_and_nothing_else_is_missing(path: Path) -> None:
    written, is_text, kept = path.read_text("utf-8").splitlines(keepends=True), False, []
    for line in written:
        is_comment = line.strip().startswith("//")
        assert not (is_comment and is_text), line  # a text that goes on over lines would lose this one
        if not is_comment:
            kept.append(line)
            is_text ^= line.count("`") % 2 == 1

    assert assets().files[path.relative_to(ROOT / "static").as_posix()].body.decode() == "".join(kept)
    assert len(kept) < len(written)  # the control: each begins with what it is for


def test_only_known_kinds_of_files_are_served(tmp_path: Path) -> None:
    root = tree(tmp_path)
    for name in ("notes.md", ".env", "mark.svg", "css/stray.css"):
        (root / name).write_text("")
    assert set(read_tree(root).files) == {*(f"css/{surface}.css" for surface in SURFACES), "mark.svg"}


def test_an_address_that_is_misspelt_fails_at_once() -> None:
    assert static_url("js/main.js").startswith("/static/")
    with pytest.raises(KeyError):
        static_url("js/mian.js")


def test_an_asset_is_kept_for_ever_and_compressed_for_whoever_takes_it(room: Room) -> None:
    found = assets().files["css/phone.css"]
    small = room.call("GET", static_url("css/phone.css"), headers={"Accept-Encoding": "br, gzip"}).response
    plain = room.call("GET", static_url("css/phone.css"), headers={"Accept-Encoding": "identity"}).response

    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) == len(found.gzipped or b"") < len(found.body)
    assert small.content == plain.content == found.body
    assert "content-encoding" not in plain.headers
    for answer in (small, plain):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "text/css; charset=utf-8"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "..%2Frun.py",
        "%2e%2e/run.py",
        "..%5crun.py",
        "css/..%2f..%2frun.py",
        "/etc/passwd",
        "css/layers.css",
        "css/",
        "",
        "js/main.js%00",
        "JS/main.js",
        "nowhere.js",
    ],
)
def test_nothing_outside_the_tree_is_found(room: Room, path: str) -> None:
    refused = room.call("GET", f"/static/{assets().version}/{path}").response
    assert (refused.status_code, b"import" in refused.content) == (404, False)
    assert room.call("GET", static_url("js/main.js")).status == 200  # the control


def test_an_old_version_is_not_answered_with_new_bytes(room: Room) -> None:
    assert room.call("GET", "/static/000000000000/js/main.js").status == 404


@pytest.mark.parametrize(
    ("wish", "taken"),
    [
        ("gzip", True),
        ("br, gzip", True),
        ("GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0.1", True),
        ("identity", False),
        ("", False),
        ("gzip;q=0, br", False),
    ],
)
def test_gzip_is_sent_to_browsers_that_take_it(wish: str, taken: bool) -> None:
    assert accepts_gzip(asking(accept_encoding=wish)) is taken


def test_what_is_compressed_can_be_read_again() -> None:
    tree_of_this_server: Assets = assets()
    for name, asset in tree_of_this_server.files.items():
        if asset.gzipped is not None:
            assert gzip.decompress(asset.gzipped) == asset.body, name
