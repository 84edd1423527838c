"""Every file keeps its size, its colours and its script apart. Each rule is shown to bite on a bad example."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from tests.architecture.file_rules import inline_code, missing_files, missing_scripts, raw_colours, too_long
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

    assert [finding for path, text in measured for finding in too_long(path, text)] == []
    assert too_long("run.py", (ROOT / "run.py").read_text("utf-8"), most_lines=20) == []


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
    assert len(too_long(path, text)) == 1


def test_forty_lines_are_still_allowed_and_generated_migrations_are_exempt() -> None:
    forty = "def f():\n" + "    x = 1\n" * 39

    assert too_long("server/short.py", forty) == []
    assert too_long("static/js/short.js", "function f() {\n" + "  g()\n" * 38 + "}\n") == []
    assert too_long("server/store/migrations/versions/0001_spine.py", forty + forty.replace("f", "g") * 9) == []


def test_colours_come_from_tokens_alone() -> None:
    found = [finding for path, text in texts("static/css/**/*.css") for finding in raw_colours(path, text)]

    assert found == []


@pytest.mark.parametrize(
    "rule",
    ["a{color:#fff}", "a{background:rgb(0 0 0 / 50%)}", "a{border:1px solid black;}", "a{--mine: hsl(3 4% 5%);}"],
)
def test_a_colour_outside_the_tokens_is_found(rule: str) -> None:
    assert raw_colours("static/css/base.css", rule)
    assert raw_colours("static/css/screen/tokens.css", rule) == []
    assert raw_colours("static/css/base.css", "a:hover #add{color:var(--ink);background:transparent}") == []


def test_templates_hold_no_script_and_no_style_of_their_own() -> None:
    found = [finding for path, text in texts("server/templates/**/*.html") for finding in inline_code(path, text)]

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
    assert inline_code("page.html", html)
    assert inline_code("page.html", '<script type="module" src="/static/main.js"></script><svg/>') == []


SCRIPTS = frozenset(path.removeprefix("static/js/") for path, _ in texts("static/js/**/*.js"))


def test_every_script_that_is_named_is_there() -> None:
    named = texts("server/templates/**/*.html", "static/js/**/*.js")

    assert [finding for path, text in named for finding in missing_scripts(path, text, SCRIPTS)] == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("server/templates/phone/a.html", '{% set modules = ["shared/refresh", "shared/nowhere"] %}'),
        ("server/templates/phone/a.html", '<p data-behaviour="shared/refresh shared/nowhere">'),
        ("static/js/phone/a.js", 'import { all } from "../shared/nowhere.js"'),
        ("static/js/shared/a.js", 'import "./nowhere.js"'),
    ],
)
def test_a_script_that_is_not_there_is_found(path: str, text: str) -> None:
    assert missing_scripts(path, text, SCRIPTS) == [f"{path} names shared/nowhere.js"]


def test_every_file_that_documents_and_comments_name_is_there() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    files = frozenset(listed.split())
    read = texts("README.md", "docs/**/*.md", "server/**/*.py", "votes/**/*.py", "tests/**/*.py")

    assert [finding for path, text in read for finding in missing_files(path, text, files)] == []


def test_a_file_that_is_gone_is_found() -> None:
    files = frozenset({"server/store/polls.py", "docs/operations.md"})

    assert missing_files("docs/a.md", "see `store/polls.py` and operations.md", files) == []
    assert missing_files("docs/a.md", "see `desk/polls.py`", files) == ["docs/a.md names desk/polls.py"]
    assert missing_files("server/a.py", '"""As gone.py has it."""\n', files) == ["server/a.py names gone.py"]
    assert missing_files("server/a.py", "x = 1  # as in gone.js\n", files) == ["server/a.py names gone.js"]
    assert missing_files("server/a.py", 'x = "gone.py"\n', files) == []
