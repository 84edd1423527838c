"""A document of docs/ as a part of a page: what its Markdown says, without pictures and without links to files.

The documents come with the program, in a checkout and in the package of a wheel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from server.config import CODE

DOCS = CODE / "docs"
# The pages that say the shortest of what a file of the repository says. Other files are no pages of this server.
PAGES: Mapping[str, str] = {"../hall-network.md": "/help/network"}
_RAW_BLOCK = re.compile(r"^<.*?(?:\n\s*\n|\Z)", re.MULTILINE | re.DOTALL)  # the tables of pictures
# Where a sentence of Chinese or Japanese goes on in the next line: browsers would show a space there.
_WRAPPED = re.compile(r"(?<=[\u2014\u201d\u3000-\u9fff\uff00-\uffef])\n(?=[\u201c\u3000-\u9fff\uff00-\uffef])")


@dataclass(frozen=True, slots=True)
class Document:
    """``headings`` are those of the second level, each as its id and its words."""

    title: str
    headings: tuple[tuple[str, str], ...]
    html: Markup


@cache
def read_document(name: str) -> Document:
    """The document of this path below docs/, without ``.md``; it is made once and kept.

    What stands before the first heading of the second level is left out, since it leads to the other languages.
    """
    text = (DOCS / f"{name}.md").read_text("utf-8")
    head, begins, body = text.partition("\n## ")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(_RAW_BLOCK.sub("", begins + body))
    headings = []
    for opened, said in pairwise(tokens):
        if opened.type == "heading_open" and opened.tag == "h2":
            headings.append((_id_of(said.content), said.content))
            opened.attrSet("id", headings[-1][0])
        if said.children:
            said.children = list(_linked(said.children))
    html = _WRAPPED.sub("", markdown.renderer.render(tokens, markdown.options, {}))
    return Document(head.partition("\n")[0].removeprefix("# "), tuple(headings), Markup(html))


def _id_of(heading: str) -> str:
    """As GitHub makes them, so that a link to a heading works there and here."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _linked(tokens: list[Token]) -> Iterator[Token]:
    """With links that lead somewhere on this server; of the others the words alone."""
    kept = True
    for token in tokens:
        if token.type == "link_open":
            goes = str(token.attrGet("href"))
            to = goes if goes.startswith("#") else PAGES.get(goes)
            kept = to is not None
            token.attrSet("href", to or "")
        if kept or token.type not in ("link_open", "link_close"):
            yield token
