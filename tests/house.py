"""Reads the house for test_architecture: every check takes sources and returns what is wrong as sentences."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parent.parent
GENERATED = "server/store/migrations/versions/"  # written once by Alembic, one statement per table, never edited


def rooms(names: str) -> frozenset[str]:
    return frozenset(names.split())


# From the top; a call goes down.
FLOORS = tuple(
    map(
        rooms,
        (
            "run",
            "cli",
            "demo bench process",
            "app",
            "wiring",
            "surfaces",
            "features",
            "live",
            "web",
            "core",
            "writers access",
            "store words files",
            "errors",
            "config clock permissions votes",
        ),
    )
)
SIDEWAYS = {
    ("web", "features"),
    ("web", "live"),
    ("store", "files"),
    ("demo", "process"),
}
HTTP_ROOMS = rooms("app wiring surfaces features web access process bench words live")
IMPURE = rooms(
    "asyncio builtins ctypes http importlib logging multiprocessing os pathlib random secrets shutil socket sqlite3 "
    "subprocess sys tempfile threading time urllib uuid"
)


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the checkout and its text."""

    path: str
    text: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        return room_of(self.module)

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)


def sources(*folders: str) -> tuple[Source, ...]:
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return tuple(Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in paths)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "server" and len(parts) > 1 else parts[0]


def imported(tree: ast.AST, modules: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every imported name, dotted; ``from server import keys`` is the module where that is one of ``modules``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules or not modules else str(node.module)


def wrong_arrows(house: Iterable[Source]) -> list[str]:
    """Imports that go up, or sideways where no arrow is listed."""
    found = []
    for source in house:
        for name in imported(source.tree):
            if name.split(".")[0] in ("server", "votes", "run", "tests") and not _may_import(source, name):
                found.append(f"{source.module} imports {name}")
    return found


def _may_import(source: Source, name: str) -> bool:
    ours, theirs = source.room, room_of(name)
    if ours == theirs:
        return True
    return _floor(ours) < _floor(theirs) or (ours, theirs) in SIDEWAYS


def _floor(room: str) -> int:
    """Raises StopIteration for a room that stands on no floor: every new file is given one here."""
    return next(floor for floor, rooms in enumerate(FLOORS) if room in rooms)


def circle(house: Iterable[Source]) -> list[str]:
    """One circle of imports made when modules load, or nothing. Imports inside functions come later."""
    house = tuple(house)
    modules = frozenset(source.module for source in house)
    graph = {}
    for source in house:
        top = ast.Module([node for node in source.tree.body if not isinstance(node, _LATER)], [])
        graph[source.module] = {name for name in imported(top, modules) if name in modules and name != source.module}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def impure_votes(house: Iterable[Source]) -> list[str]:
    """What reaches outside the rules: other packages, files, clocks and chance."""
    found = []
    for source in house:
        for name in imported(source.tree):
            top = name.split(".")[0]
            if top in IMPURE or (top != "votes" and top not in sys.stdlib_module_names):
                found.append(f"{source.module} imports {name}")
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Name) and node.id in ("open", "print", "input", "eval", "exec", "__import__"):
                found.append(f"{source.module} uses {node.id}")
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
                found.append(f"{source.module} reads the clock with .{node.attr}")
    return found


def stray_sql(house: Iterable[Source]) -> list[str]:
    """SQLAlchemy outside the store; the type of the connection may pass through anywhere."""
    allowed = "sqlalchemy.ext.asyncio.AsyncConnection"
    return [
        f"{source.module} imports {name}"
        for source in house
        if source.room not in ("store", "writers")
        for name in imported(source.tree)
        if name.split(".")[0] in ("sqlalchemy", "alembic", "aiosqlite", "sqlite3") and name != allowed
    ]


def stray_http(house: Iterable[Source]) -> list[str]:
    return [
        f"{source.module} imports {name}"
        for source in house
        if source.room not in HTTP_ROOMS and source.module != "server.live.socket"
        for name in imported(source.tree)
        if name.split(".")[0] in ("starlette", "uvicorn", "websockets")
    ]


def too_long(path: str, text: str, most_lines: int = 300, most_in_function: int = 40) -> list[str]:
    """Files and functions that should be two."""
    if path.startswith(GENERATED):
        return []
    count = len(text.splitlines())
    found = [f"{path} has {count} lines"] if count > most_lines else []
    if path.endswith(".py"):
        found += [f"{path}: {name} has {n} lines" for name, n in _python_functions(text) if n > most_in_function]
    if path.endswith(".js"):
        found += [f"{path}: line {name} begins {n} lines" for name, n in _js_functions(text) if n > most_in_function]
    return found


def _python_functions(text: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, int(node.end_lineno or 0) - node.lineno + 1


_JS_QUIET = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\n])*\"|'(?:\\.|[^'\n])*'", re.DOTALL)
_JS_FUNCTION = re.compile(
    r"(?:function\b[^{;]*|=>\s*|^\s*(?:async\s+)?(?!if\b|for\b|while\b|switch\b)\w+\([^;{]*\)\s*)$"
)


def _js_functions(text: str) -> Iterator[tuple[int, int]]:
    """The first line and the length of each block that is a function's, by its braces."""
    text = _JS_QUIET.sub(lambda quiet: "\n" * quiet[0].count("\n"), text)
    begun: list[tuple[int, bool]] = []
    for at, character in enumerate(text):
        if character == "{":
            begun.append((at, bool(_JS_FUNCTION.search(text[text.rfind("\n", 0, at) + 1 : at]))))
        elif character == "}" and begun:
            start, is_function = begun.pop()
            if is_function:
                yield text.count("\n", 0, start) + 1, text.count("\n", start, at) + 1


_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;{}]*)(?=[;}])")
_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\("
    r"|(?<![\w-])(?:white|black|red|green|blue|yellow|orange|gr[ae]y|silver|brown|pink|purple)(?![\w-])",
    re.IGNORECASE,
)


def raw_colours(path: str, text: str) -> list[str]:
    """Declarations that name a colour themselves instead of a token."""
    if Path(path).name == "tokens.css":
        return []
    bare = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text, flags=re.DOTALL)
    return [f"{path}: {name}: {value.strip()}" for name, value in _DECLARATION.findall(bare) if _COLOUR.search(value)]


_INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style\b|\sstyle\s*=|<[^>]*\son\w+\s*=|javascript:", re.IGNORECASE)


def inline_code(path: str, text: str) -> list[str]:
    """Script or style that a strict Content-Security-Policy would stop."""
    return [f"{path}: {found.strip()[:60]}" for found in _INLINE.findall(text)]
