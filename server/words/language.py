"""Which language a page speaks, and the catalogue that knows its words."""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

# What each calls itself, and as short as on a switch.
NAMES: Mapping[str, tuple[str, str]] = {"zh-CN": ("中文", "中"), "en": ("English", "EN"), "ja": ("日本語", "日")}
LANGUAGES = tuple(NAMES)
FALLBACK = "zh-CN"
COOKIE = "lang"
LOCALES = Path(__file__).parent.parent / "locales"

# Spelled out: matching by rule takes "zh-CN" for a language that "zh-Hans" pages do not speak.
SPOKEN: Mapping[str, str] = {
    "zh": "zh-CN",
    "zh-cn": "zh-CN",
    "zh-sg": "zh-CN",
    "zh-my": "zh-CN",
    "zh-hans": "zh-CN",
    "zh-tw": "zh-CN",
    "zh-hk": "zh-CN",
    "zh-mo": "zh-CN",
    "zh-hant": "zh-CN",
    "en": "en",
    "ja": "ja",
}


def known(tag: str | None) -> str | None:
    """The language a tag asks for, or None: ``zh-Hans-CN`` falls back to ``zh-Hans``, ``en-GB`` to ``en``."""
    parts = (tag or "").strip().replace("_", "-").lower().split("-")
    tried = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((SPOKEN[tag] for tag in tried if tag in SPOKEN), None)


def _wishes(accept_language: str) -> Iterator[tuple[float, str]]:
    for wish in accept_language.split(","):
        tag, _, quality = wish.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            continue
        if 0 < weight <= 1:
            yield weight, tag


def preferred(accept_language: str | None) -> str | None:
    """The best language of an Accept-Language header that is spoken here; equal weights keep their order."""
    return _preferred((accept_language or "")[:500])


@lru_cache(maxsize=512)
def _preferred(accept_language: str) -> str | None:
    """A hall's phones send a few headers between them."""
    wishes = sorted(_wishes(accept_language), key=lambda wish: -wish[0])
    return next((found for _, tag in wishes if (found := known(tag))), None)


def choose(
    accept_language: str | None, query: str | None = None, cookie: str | None = None, session_locale: str = ""
) -> str:
    """Asked for, then remembered, then the browser's wish, then the session's locale."""
    return known(query) or known(cookie) or preferred(accept_language) or known(session_locale) or FALLBACK


def of_session(locale: str) -> str:
    """The language of what the whole room sees."""
    return known(locale) or FALLBACK


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The words of one language. Message ids are English; a word that is missing stays English."""
    return gettext.translation("topfive", LOCALES, [language.replace("-", "_")], fallback=True)
