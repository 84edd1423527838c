"""Every file keeps its size, its colours and its script apart. Each rule is shown to bite on a bad example."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.architecture import rules
from tests.architecture.sources import ROOT


def texts(*patterns: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        found = sorted(ROOT.glob(pattern))
        assert found, pattern
        yield from ((path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in found)


def test_no_file_and_no_function_is_too_long() -> None:
    measured = texts(
        "run.py",
        "server/**/*.py",
        "server/templates/**/*.html",
        "votes/**/*.py",
        "static/js/**/*.js",
        "static/css/**/*.css",
        "tests/**/*.py",
    )

    assert [finding for path, text in measured for finding in rules.too_long(path, text)] == []
    assert rules.too_long("run.py", (ROOT / "run.py").read_text("utf-8"), most_lines=20) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server/long.py", "x = 1\n" * 301),
        ("server/long.py", "def f():\n" + "    x = 1\n" * 40),
        ("server/long.py", "class A:\n    async def f(self):\n" + "        x = 1\n" * 40),
        ("static/js/long.js", "const x = 1\n" * 301),
        ("static/js/long.js", "export function f(a) {\n" + "  g()\n" * 40 + "}\n"),
        ("static/js/long.js", "const f = async a => {\n" + "  if (a) { g('}') }\n" * 40 + "}\n"),
        ("static/js/long.js", "const o = {\n  f(a, b) {\n" + "    g()\n" * 40 + "  },\n}\n"),
    ],
)
def test_what_is_too_long_is_found(path: str, text: str) -> None:
    assert len(rules.too_long(path, text)) == 1


def test_forty_lines_are_still_allowed_and_generated_migrations_are_exempt() -> None:
    forty = "def f():\n" + "    x = 1\n" * 39

    assert rules.too_long("server/short.py", forty) == []
    assert rules.too_long("static/js/short.js", "function f() {\n" + "  g()\n" * 38 + "}\n") == []
    assert rules.too_long("server/store/migrations/versions/0001_spine.py", forty + forty.replace("f", "g") * 9) == []


def test_colours_come_from_tokens_alone() -> None:
    found = [finding for path, text in texts("static/css/**/*.css") for finding in rules.raw_colours(path, text)]

    assert found == []


@pytest.mark.parametrize(
    "rule",
    ["a{color:#fff}", "a{background:rgb(0 0 0 / 50%)}", "a{border:1px solid black;}", "a{--mine: hsl(3 4% 5%);}"],
)
def test_a_colour_outside_the_tokens_is_found(rule: str) -> None:
    assert rules.raw_colours("static/css/base.css", rule)
    assert rules.raw_colours("static/css/screen/tokens.css", rule) == []
    assert rules.raw_colours("static/css/base.css", "a:hover #add{color:var(--ink);background:transparent}") == []


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    found = [finding for path, text in texts("server/templates/**/*.html") for finding in rules.inline_code(path, text)]

    assert found == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>go()</script>",
        '<script type="module">go()</script>',
        "<style>a{}</style>",
        '<p style="width: 5%">',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_code_is_found(html: str) -> None:
    assert rules.inline_code("page.html", html)
    assert rules.inline_code("page.html", '<script type="module" src="/static/main.js"></script><svg/>') == []
