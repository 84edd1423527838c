"""How many ballots are blank or did not come from a phone, and how many sheets were spoiled, in words."""

from __future__ import annotations

from server.words.language import catalogue
from votes.result import Result


def ballots_said(result: Result, language: str) -> str:
    """Sentences to stand after how many submitted; empty where all ballots came from phones and none is blank."""
    say, ways = catalogue(language), result.ways
    parts = [
        part.format(n=number)
        for part, number in (
            (say.gettext("{n} by phone"), result.ballots - ways.assisted - ways.paper),
            (say.gettext("{n} entered by a teller"), ways.assisted),
            (say.gettext("{n} on paper"), ways.paper),
        )
        if number
    ]
    sentences = []
    if ways.assisted or ways.paper:
        sentences.append(say.gettext("Of these: {parts}.").format(parts=say.gettext(", ").join(parts)))
    if ways.replaced:
        replaced = say.gettext("Paper ballots that replaced what a phone had sent: {n}.")
        sentences.append(replaced.format(n=ways.replaced))
    if result.blank:
        blank = say.ngettext("{n} of them is blank.", "{n} of them are blank.", result.blank)
        sentences.append(blank.format(n=result.blank))
    if result.void:
        spoiled = say.ngettext(
            "{n} spoiled paper ballot is not among them.",
            "{n} spoiled paper ballots are not among them.",
            result.void,
        )
        sentences.append(spoiled.format(n=result.void))
        sentences.append(say.gettext("Returned in all: {n}.").format(n=result.returned))
    said = ""
    for sentence in sentences:
        said = say.gettext("{sentence} {next}").format(sentence=said, next=sentence) if said else sentence
    return said
