"""The words of each language: complete, compiled, and saying the same things as the English they stand for."""

from __future__ import annotations

import ast
import io
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from server.words.language import LANGUAGES, LOCALES, catalogue

SERVER = LOCALES.parent
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
FULL_WIDTH = re.compile(r"[\u3041-\u9fff][,;:?!]|[,;:?!][\u3041-\u9fff]")
IN_CHINESE = re.compile("[这请选项们对过个]|您|，")  # what no Japanese sentence has


def path_of(language: str, ending: str) -> Path:
    return LOCALES / language.replace("-", "_") / "LC_MESSAGES" / f"topfive.{ending}"


@cache
def words(language: str) -> Catalog:
    with path_of(language, "po").open("rb") as file:
        return read_po(file, language.replace("-", "_"))


def messages(language: str) -> Iterator[Message]:
    return (message for message in words(language) if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


@cache
def extracted() -> frozenset[tuple[str, str | None]]:
    """Every sentence that a template or a module names, with its context."""
    with (LOCALES / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "said": None}
    found = extract_from_dir(SERVER, methods, options, keywords)
    return frozenset((forms(message)[0], context) for _, _, message, _, context in found)


def placeholders(text: str) -> set[str]:
    named = set(re.findall(r"%\((\w+)\)s", text))
    return named | {field for _, field, _, _ in string.Formatter().parse(re.sub(r"%\(\w+\)s|%%", "", text)) if field}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    """The file of a commit must be the one that its words make, so that a checkout needs no step before it runs."""
    fresh = io.BytesIO()
    write_mo(fresh, words(language))
    assert path_of(language, "mo").read_bytes() == fresh.getvalue(), "run: make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_of_the_pages_is_in_the_catalogue_and_none_is_left_over(language: str) -> None:
    listed = {(forms(message.id)[0], message.context) for message in messages(language)}
    assert extracted() - listed == set()
    assert listed - extracted() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    assert [message.id for message in messages(language) if not all(forms(message.string)) or message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_english_fills_in(language: str) -> None:
    for message in messages(language):
        wanted = set().union(*map(placeholders, forms(message.id)))
        for text in filter(None, forms(message.string)):
            assert placeholders(text) <= wanted | {"count"}, text  # a plural always knows its count
            assert wanted - placeholders(text) <= {"num", "n", "count", "figure"}, text  # “one place” needs no figure


@pytest.mark.parametrize("language", TRANSLATED)
def test_chinese_and_japanese_are_punctuated_as_such(language: str) -> None:
    sentences = (message for message in messages(language) if not re.search(r",\S", forms(message.id)[0]))  # not CSV
    texts = [text for message in sentences for text in forms(message.string)]
    assert [text for text in texts if FULL_WIDTH.search(text)] == []
    assert [text for text in texts if "!" in text or "！" in text] == []  # nobody is shouted at


def hidden(source: str) -> list[str]:
    """Sentences inside of f-strings, where the extractor does not look."""
    texts = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr))
    calls = (node for text in texts for node in ast.walk(text) if isinstance(node, ast.Call))
    return [ast.unparse(call) for call in calls if ast.unparse(call.func).endswith("gettext")]


def test_no_sentence_hides_from_the_catalogue() -> None:
    assert hidden("f\"{say.gettext('More:')} {link}\"") == ["say.gettext('More:')"]  # the control
    assert [found for path in SERVER.rglob("*.py") for found in hidden(path.read_text("utf-8"))] == []


def test_japanese_borrows_no_chinese_sentence() -> None:
    chinese = {text for message in messages("zh-CN") for text in forms(message.string)}
    texts = [text for message in messages("ja") for text in forms(message.string)]
    assert any(map(IN_CHINESE.search, chinese))  # the control
    assert [text for text in texts if IN_CHINESE.search(text)] == []


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("Submit", "送信"),
        ("Which should come first?", "先に進めてほしい事業は？"),
        ("Arrived late, not counted", "締切後のため集計外"),
        ("Sealed until closing", "票数は締切まで非公開"),
    ],
)
def test_japanese_says_what_was_agreed(english: str, japanese: str) -> None:
    assert catalogue("ja").gettext(english) == japanese


def test_english_is_spoken_by_its_own_ids() -> None:
    """An English catalogue exists for its plurals; where it says nothing the id is shown."""
    say = catalogue("en")
    assert say.gettext("Scan to join") == "Scan to join"
    assert say.ngettext("%(num)s line", "%(num)s lines", 1) == "%(num)s line"
    assert say.ngettext("%(num)s line", "%(num)s lines", 0) == "%(num)s lines"


def test_a_word_that_nobody_wrote_down_stays_english() -> None:
    assert catalogue("zh-CN").gettext("Scan to join") == "扫码入场"  # the control
    assert catalogue("zh-CN").gettext("Never heard of") == "Never heard of"
