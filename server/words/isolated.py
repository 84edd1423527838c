"""Words from outside that run from right to left, or turn what stands beside them, keep to themselves.

A title may hold any character: directions and joiners belong to languages. Where one of them could turn its neighbours
around, the text is marked as it is filled in, wherever that is, and ``settled`` makes of the marks of the finished page
what fits the place: ``<bdi>`` between tags, the characters for it where no tag can stand, nothing where programs read.
Source: Unicode Standard Annex 9, Bidirectional Algorithm.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from jinja2 import Environment, pass_context, pass_eval_context
from jinja2.filters import do_join
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

FIRST_STRONG, POP = "\u2068", "\u2069"
# Marks and controls of direction, and the letters of the scripts that run from right to left.
_TURNING = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
    "\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_PARAGRAPH = re.compile("([\x1c-\x1e\x85\u2029])")  # ends every isolate that is open before it
_TOKEN = secrets.token_hex(8)  # so that nobody can write a mark into a title
_OPEN, _CLOSE = f"[{_TOKEN}", f"{_TOKEN}]"
_MARKED = re.compile(re.escape(_OPEN) + "(.*?)" + re.escape(_CLOSE), re.DOTALL)
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>""")
_ATTRIBUTE = re.compile(r"""([\w-]+)=("[^"]*"|'[^']*')""")
_SAID = frozenset({"alt", "aria-label", "content", "label", "placeholder", "title"})  # attributes for people
_NO_TAGS = frozenset({"option", "script", "svg", "textarea", "title"})
_VERBATIM = frozenset({"script", "textarea"})


Kept = TypeVar("Kept")


def turns(text: str) -> bool:
    """Whether it could turn what stands beside it around, or be turned by it."""
    return not text.isascii() and _TURNING.search(text) is not None


def isolated(text: str) -> str:
    """For a sentence without tags. What it opens or closes too often is made even, and nothing is cut out."""
    return f"{FIRST_STRONG}{_even(text)}{POP}" if turns(text) else text


def kept_apart(kept: Kept) -> Kept:
    """The same with its texts isolated, to make a sentence for a page of: a list, a result, a session."""
    changed: Any = kept
    if isinstance(kept, str):
        changed = isolated(kept)
    elif isinstance(kept, list | tuple):
        values = [kept_apart(each) for each in kept]
        changed = type(kept)(*values) if hasattr(kept, "_fields") else type(kept)(values)
    elif is_dataclass(kept) and not isinstance(kept, type):
        own = {each.name: getattr(kept, each.name) for each in fields(kept) if each.init}
        apart = {name: kept_apart(value) for name, value in own.items()}
        changed = replace(kept, **{name: apart[name] for name in own if apart[name] != own[name]})
    return cast(Kept, changed)


def marked(value: Any) -> Any:
    """What is filled into a page, with marks around it where it needs them: the ``finalize`` of the templates."""
    if type(value) is not str or not turns(value):
        return value
    return Markup(f"{_OPEN}{escape(value)}{_CLOSE}")


def isolate_all(env: Environment) -> None:
    """Whatever templates fill in, join or put into a sentence is marked, without being told.

    Where ``~`` puts words together, each takes ``|apart``.
    """
    env.finalize = marked
    env.filters.update(join=_joined, apart=marked)
    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        env.globals[name] = _filled(env.globals[name])  # type: ignore[arg-type]


def settled(html: str) -> str:
    """The page with what fits each place instead of the marks. Most pages have none."""
    if _TOKEN not in html:
        return html
    parts, at, within = [], 0, ""
    for tag in _TAG.finditer(html):
        is_end, name = tag[1], tag[2].lower()
        if within in _VERBATIM and not (is_end and name == within):
            continue  # no tag stands there
        shows = tag[0] if name != "textarea" or is_end else html[tag.start() : html.find("</textarea", tag.end())]
        parts += [_between(html[at : tag.start()], within), _tag(tag[0], name, shows)]
        at = tag.end()
        if within and is_end and name == within:
            within = ""
        elif not within and not is_end and name in _NO_TAGS and not tag[0].endswith("/>"):
            within = name
    return "".join([*parts, _between(html[at:], within)])


@pass_eval_context
def _joined(context: EvalContext, value: Iterable[Any], between: str = "", attribute: str | int | None = None) -> str:
    joined: str = do_join(context, [marked(each) for each in value], between, attribute)
    return joined


def _filled(sentence: Callable[..., str]) -> Callable[..., str]:
    """A gettext of the templates whose named fields are marked."""

    @pass_context
    def say(context: Context, *given: Any, **fields: Any) -> str:
        return sentence(context, *given, **{name: marked(value) for name, value in fields.items()})

    return say


def _even(text: str) -> str:
    """With as many that close an isolate as open one, in each of its paragraphs."""
    first, *more = _PARAGRAPH.split(text)
    if not more:
        return _evened(first)
    pieces = [first, *more]
    return "".join(each if at % 2 else f"{FIRST_STRONG}{_evened(each)}{POP}" for at, each in enumerate(pieces))


def _evened(text: str) -> str:
    is_open = before = 0
    for each in text:
        if "\u2066" <= each <= FIRST_STRONG:
            is_open += 1
        elif each == POP and is_open:
            is_open -= 1
        elif each == POP:
            before += 1
    return FIRST_STRONG * before + text + POP * is_open


def _between(text: str, within: str) -> str:
    if within in _VERBATIM:
        return _MARKED.sub(r"\1", text)
    before, after = (FIRST_STRONG, POP) if within else ("<bdi>", "</bdi>")
    return _MARKED.sub(lambda found: f"{before}{_even(found[1])}{after}", text)


def _tag(tag: str, name: str, shows: str) -> str:
    """A tag with marks in its attributes; a field ``shows`` what it holds in the direction of that."""
    if _TOKEN not in shows:
        return tag
    is_field = name in ("input", "textarea") and not re.search(r' dir=| type="hidden"', tag)
    said = _ATTRIBUTE.sub(lambda found: _attribute(found[1], found[2]), tag)
    return said.replace(f"<{name}", f'<{name} dir="auto"', 1) if is_field else said


def _attribute(name: str, value: str) -> str:
    if name in _SAID:
        return f"{name}={_MARKED.sub(lambda found: f'{FIRST_STRONG}{_even(found[1])}{POP}', value)}"
    plain = _MARKED.sub(r"\1", value)
    return f"{name}={plain}"
