"""The columns and codes of CSV files in words, for people; programs read the files as they are without these."""

from __future__ import annotations

from collections.abc import Mapping

from server.words.language import catalogue
from server.words.questions import state_said, verdict_said
from server.words.ties import method_said
from votes.model import TieRule
from votes.questions import QuestionState, Verdict

Words = Mapping[str, str]


def result_heads(locale: str) -> Words:
    say = catalogue(locale)
    return {
        "list": say.gettext("List"),
        "rank": say.gettext("Place"),
        "title": say.gettext("Item"),
        "department": say.gettext("Department"),
        "votes": say.gettext("Votes"),
        "share": say.gettext("Share"),
        "elected": say.gettext("Result"),
        "tie": say.gettext("Tie"),
        "seed": say.gettext("Seed"),
        "reason": say.gettext("Reason"),
        "ballots": say.gettext("Ballots"),
        "blank": say.gettext("Blank ballots"),
        "void": say.gettext("Spoiled paper ballots"),
        "assisted": say.gettext("Entered by a teller"),
        "paper": say.gettext("On paper"),
        "mean": say.gettext("Mean"),
        "mean_exact": say.gettext("Mean as a fraction"),
        "good_of_rated": say.gettext("Good, of those who graded"),
        "good_of_ballots": say.gettext("Good, of all ballots"),
        "not_graded": say.gettext("Not graded"),
    }


def result_cells(locale: str) -> Mapping[str, Words]:
    """As the workbook has them: who is recommended, and nothing for the others."""
    say = catalogue(locale)
    methods = {method.value: method_said(method, locale) for method in TieRule}
    return {
        "elected": {"true": say.gettext("Recommended"), "false": "", "tie": say.gettext("Tied")},
        "tie": {**methods, "open": say.gettext("Still open")},
    }


def item_heads(locale: str) -> Words:
    say = catalogue(locale)
    return {
        "list": say.gettext("List"),
        "place": say.gettext("Order on the list"),
        "department": say.gettext("Department"),
        "title": say.gettext("Name of the item"),
        "description": say.gettext("Description"),
        "picture": say.gettext("Picture"),
        "document": say.gettext("Document (PDF)"),
        "handed_in_at": say.gettext("Handed in"),
        "changed_at": say.gettext("Changed"),
        "withdrawn_at": say.gettext("Withdrawn"),
        "edited_title": say.gettext("Name as edited"),
        "edited_description": say.gettext("Description as edited"),
        "edited_at": say.gettext("Edited"),
        "standing": say.gettext("State"),
        "merged_into": say.gettext("Merged into"),
        "reason": say.gettext("Reason"),
        "option": say.gettext("Number of the option"),
    }


def item_cells(locale: str) -> Mapping[str, Words]:
    say = catalogue(locale)
    standings = {
        "listed": say.gettext("Listed"),
        "merged": say.gettext("Merged"),
        "left-out": say.pgettext("item", "Left out"),
        "withdrawn": say.gettext("Withdrawn"),
    }
    there = {"yes": say.gettext("Attached")}
    return {"picture": there, "document": there, "standing": standings}


def question_heads(locale: str) -> Words:
    say = catalogue(locale)
    return {
        "number": say.gettext("Number"),
        "turn": say.gettext("Turn"),
        "question": say.gettext("Question"),
        "name": say.gettext("Name"),
        "group": say.gettext("Group"),
        "supports": say.gettext("Supported by"),
        "state": say.gettext("State"),
        "department": say.gettext("Department"),
        "answerer": say.gettext("Answered by"),
        "satisfied": say.gettext("Satisfied"),
        "mostly": say.gettext("Mostly satisfied"),
        "unsatisfied": say.gettext("Not satisfied"),
        "verdict": say.gettext("Verdict"),
        "drawn": say.gettext("Lot"),
        "seed": say.gettext("Seed"),
    }


def question_cells(locale: str) -> Mapping[str, Words]:
    return {
        "state": {state.value: state_said(state, locale) for state in QuestionState},
        "verdict": {verdict.value: verdict_said(verdict, locale) for verdict in Verdict},
    }
