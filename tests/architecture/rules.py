"""The guard's rules about folders: each takes sources and returns what is wrong, as sentences."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from graphlib import CycleError, TopologicalSorter

from tests.architecture.sources import (
    Arrow,
    Source,
    arrows,
    between_features,
    between_rooms,
    imported,
)


def names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# From the top; a call goes down, and within a floor to the right.
FLOORS: Mapping[str, tuple[str, ...]] = {
    "what composes and starts": ("run", "cli", "demo", "app", "wiring"),
    "what people do": ("process", "bench", "surfaces", "features"),
    "what each audience sees": ("live",),
    "what comes in": ("web", "writers", "access"),
    "what use cases share": ("core",),
    "what is kept and said": ("store", "words", "files"),
    "what everything stands on": ("permissions", "errors", "config", "clock", "votes"),
}
ORDER = tuple(room for floor in FLOORS.values() for room in floor)
# Which feature may use which others. A new arrow is a decision: write it here, or move what is shared to core.
USES: Mapping[str, frozenset[str]] = {
    "agenda": names("polls"),
    "announcement": names("exports"),
    "exports": names("follow_ups meetings polls questions"),
    "follow_ups": names("agenda"),
    "meetings": names("admission follow_ups polls"),
    "paper": names("admission ballots"),
    "questions": names("scenes"),
    "rehearsal": names("admission agenda ballots meetings polls questions scenes"),
    "scenes": names("meetings"),
}
MOST_ROOMS, MOST_ARROWS = 25, 100
MOST_FEATURES, MOST_USES = 16, 30
MOST_AT_ROOT = 9  # Python files directly in server/
MOST_IN_ORDER = 4  # arguments of a class that are not named
HTTP = (
    "server/app.py",
    "server/wiring.py",
    "server/web/*.py",
    "server/access/*.py",
    "server/process/*.py",
    "server/surfaces/*.py",
    "server/bench/*.py",
    "server/live/socket.py",
    "server/features/*/api.py",
    "server/features/*/*_api.py",
    "server/features/*/*_page.py",
    "server/features/*/requests.py",
)
IMPURE = names(
    "asyncio builtins ctypes http importlib logging multiprocessing os pathlib random secrets shutil socket sqlite3 "
    "subprocess sys tempfile threading time urllib uuid"
)


def wrong_arrows(checkout: Iterable[Source]) -> list[str]:
    """Imports that go up, and files that stand on no floor."""
    found = []
    for (ours, theirs), imports in between_rooms(arrows(checkout)).items():
        strangers = [room for room in (ours, theirs) if room not in ORDER]
        if strangers or ORDER.index(ours) > ORDER.index(theirs):
            why = f" ({strangers[0]} stands on no floor)" if strangers else ""
            found += [f"{arrow.source} imports {arrow.target}{why}" for arrow in imports]
    return found


def wrong_uses(checkout: Iterable[Source]) -> list[str]:
    """Features that import another one which is not in their line of ``USES``."""
    return [
        f"{arrow.source} imports {arrow.target}"
        for (ours, theirs), imports in between_features(arrows(checkout)).items()
        if theirs not in USES.get(ours, frozenset())
        for arrow in imports
    ]


def stale_uses(checkout: Iterable[Source]) -> list[str]:
    """Lines of ``USES`` that no import needs any more."""
    real = between_features(arrows(checkout))
    return [f"{ours} uses {theirs}" for ours, used in USES.items() for theirs in sorted(used - _of(ours, real))]


def _of(ours: str, real: Mapping[tuple[str, str], list[Arrow]]) -> frozenset[str]:
    return frozenset(theirs for each, theirs in real if each == ours)


def circle_of_features(uses: Mapping[str, frozenset[str]]) -> list[str]:
    """One circle of features, or nothing."""
    return _circle(uses)


def too_many(checkout: Iterable[Source]) -> list[str]:
    """Rooms, arrows and files at the root beyond what one picture can show."""
    checkout = tuple(checkout)
    found, root = arrows(checkout), [each.path for each in checkout if each.path.count("/") == 1]
    counted = {
        "rooms": (len({source.room for source in checkout} - {"server"}), MOST_ROOMS),
        "arrows between rooms": (len(between_rooms(found)), MOST_ARROWS),
        "features": (len({source.feature for source in checkout if source.feature}), MOST_FEATURES),
        "arrows between features": (len(between_features(found)), MOST_USES),
        "files in server/": (len([path for path in root if path.startswith("server/")]), MOST_AT_ROOT),
    }
    return [f"{count} {what}, at most {most}" for what, (count, most) in counted.items() if count > most]


def circle(checkout: Iterable[Source]) -> list[str]:
    """One circle of imports made when modules load, or nothing. Imports inside functions come later."""
    checkout = tuple(checkout)
    modules = frozenset(source.module for source in checkout)
    graph = {}
    for source in checkout:
        top = ast.Module([node for node in source.tree.body if not isinstance(node, _LATER)], [])
        graph[source.module] = {name for name in imported(top, modules) if name in modules and name != source.module}
    return _circle(graph)


def _circle(graph: Mapping[str, Iterable[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


_LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def impure_votes(checkout: Iterable[Source]) -> list[str]:
    """What reaches outside the rules: other packages, files, clocks and chance."""
    found = []
    for source in checkout:
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


def stray_sql(checkout: Iterable[Source]) -> list[str]:
    """The database's packages outside the store."""
    return _stray(checkout, ("sqlalchemy", "alembic", "aiosqlite", "sqlite3"), ("server/store/*.py",))


def stray_http(checkout: Iterable[Source]) -> list[str]:
    """HTTP's packages outside the folders and kinds of files that speak it."""
    return _stray(checkout, ("starlette", "uvicorn", "websockets", "httptools"), HTTP)


def _stray(checkout: Iterable[Source], packages: tuple[str, ...], allowed: tuple[str, ...]) -> list[str]:
    return [
        f"{source.module} imports {name}"
        for source in checkout
        if not any(fnmatchcase(source.path, pattern) for pattern in allowed)
        for name in imported(source.tree)
        if name.split(".")[0] in packages
    ]


def unnamed_parts(checkout: Iterable[Source]) -> list[str]:
    """Classes called with many arguments that only their order tells apart."""
    found = []
    for source in checkout:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and len(node.args) > MOST_IN_ORDER and (name := _class_called(node)):
                found.append(f"{source.path}:{node.lineno}: {name} gets {len(node.args)} unnamed arguments")
    return found


def _class_called(call: ast.Call) -> str:
    """The name of the class, by its capital; nothing for a function. A table's columns have no names to give."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return called if called.lstrip("_")[:1].isupper() and called != "Table" else ""


def wrong_folders(folder: str, found: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """Folders of templates or tests that are named by neither a surface nor a noun that the server has."""
    return [f"{folder}/{name}" for name in sorted(set(found) - set(allowed))]
