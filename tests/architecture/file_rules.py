"""The guard's rules about single files: each takes a path and its text, and returns what is wrong, as sentences."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from io import StringIO
from os.path import normpath
from pathlib import Path
from tokenize import COMMENT, generate_tokens

GENERATED = "server/store/migrations/versions/"  # written once by Alembic, one statement per table, never edited


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


_LISTED = re.compile(r"modules = (.*?)%}", re.DOTALL)
_BEHAVIOUR = re.compile(r'data-behaviour="([^"{]*)"')
_IMPORTED = re.compile(r'^(?:import|export) .*?"(\.[^"]+)"', re.MULTILINE)


def missing_scripts(path: str, text: str, scripts: frozenset[str]) -> list[str]:
    """Scripts that a template names or a script imports, and that are not there. ``scripts`` are paths in static/js."""
    if path.endswith(".html"):
        named = [name for listed in _LISTED.findall(text) for name in re.findall(r'"([a-z]+/[a-z0-9-]+)"', listed)]
        named += [name for behaviours in _BEHAVIOUR.findall(text) for name in behaviours.split()]
        wanted = {f"{name}.js" for name in named}
    else:
        folder = Path(path.removeprefix("static/js/")).parent
        wanted = {normpath(folder / found) for found in _IMPORTED.findall(text)}
    return [f"{path} names {name}" for name in sorted(wanted - scripts)]


_FILE = re.compile(r"(?<![\w./*-])((?:[\w-]+/)*[\w-]+\.(?:py|js|css|html|md))(?![\w/])")


def missing_files(path: str, text: str, files: frozenset[str]) -> list[str]:
    """Files that a document or a comment names, whole or by the end of their path, and that are not there."""
    said = text if path.endswith(".md") else "\n".join(_said(text))
    ends = {"/".join(file.split("/")[at:]) for file in files for at in range(file.count("/") + 1)}
    return [f"{path} names {name}" for name in sorted(set(_FILE.findall(said)) - ends)]


def _said(text: str) -> Iterator[str]:
    """Comments and docstrings of a Python file."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""
    yield from (token.string for token in generate_tokens(StringIO(text).readline) if token.type == COMMENT)


_INLINE = re.compile(r"<script(?![^>]*\ssrc=)|<style\b|\sstyle\s*=|<[^>]*\son\w+\s*=|javascript:", re.IGNORECASE)


def inline_code(path: str, text: str) -> list[str]:
    """Script or style that a strict Content-Security-Policy would stop."""
    return [f"{path}: {found.strip()[:60]}" for found in _INLINE.findall(text)]
