"""Writes server/words/zones.json, the names of the time zones' places: ``python -m tests.words.zone_names``.

They are Unicode's (CLDR), through Babel, which is installed for tests alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from zoneinfo import available_timezones

from babel import Locale
from babel.dates import get_timezone_location

from tests.architecture.sources import ROOT

FILE = ROOT / "server/words/zones.json"
LANGUAGES = {"zh-CN": Locale("zh", script="Hans"), "en": Locale("en"), "ja": Locale("ja")}


def names() -> Mapping[str, Mapping[str, str]]:
    """By language and zone; a zone of no place, such as UTC, has none."""
    places = sorted(each for each in available_timezones() if "/" in each and not each.startswith(("Etc/", "SystemV/")))
    return {
        language: {zone: get_timezone_location(zone, locale=locale, return_city=True) for zone in places}
        for language, locale in LANGUAGES.items()
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(names(), ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
