"""How many ballots did not come from a phone, and how many sheets were spoiled, in words."""

from __future__ import annotations

from server.words.language import catalogue
from votes.model import Ways


def ways_said(ways: Ways, language: str) -> str:
    """One or two sentences to stand after how many submitted; empty where all ballots came from phones."""
    say = catalogue(language)
    parts = [
        part.format(n=number)
        for part, number in (
            (say.gettext("{n} entered by a teller"), ways.assisted),
            (say.gettext("{n} on paper"), ways.paper),
        )
        if number
    ]
    among = say.gettext("Of these: {parts}.").format(parts=say.gettext(", ").join(parts)) if parts else ""
    if not ways.spoiled:
        return among
    spoiled = say.ngettext(
        "{n} sheet of paper was spoiled and is not among them.",
        "{n} sheets of paper were spoiled and are not among them.",
        ways.spoiled,
    ).format(n=ways.spoiled)
    return say.gettext("{sentence} {next}").format(sentence=among, next=spoiled) if among else spoiled
