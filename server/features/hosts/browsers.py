"""What people call the browser behind a User-Agent, so that they recognise their own in a list."""

from __future__ import annotations

import re
from typing import NamedTuple

# The first that fits: what is built upon another browser names that one too.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("QQBrowser", "QQ"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class Device(NamedTuple):
    """What signs in: how its browser is called, and where in the network it is."""

    browser: str
    address: str


def browser_of(user_agent: str) -> str:
    """``Chrome · Windows``; of one that is not known the first word, of none nothing."""
    names = [next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _MACHINES)]
    if not any(names):
        return re.sub(r"[^A-Za-z0-9._ -]", "", user_agent.split("/")[0])[:40].strip()
    return " · ".join(filter(None, names))
