"""The box of groups: one per line, with its seats where the line says them."""

from __future__ import annotations

from server.errors import BadFields, FieldError
from server.features.meetings.schemas import GroupForm, twice
from server.web.json_body import checked
from server.web.line_boxes import lines_of_box
from votes.lists.lines import Heads, Lines, divided_line, name_and_number, number_in
from votes.lists.words import Role

MOST_GROUPS = 200
HEADS = Heads(frozenset((Role.GROUP, Role.NAME, Role.TITLE, Role.DEPARTMENT)), frozenset((Role.SEATS,)))


def read_groups(text: str) -> tuple[GroupForm, ...]:
    """As ``第一组 24``, ``第一组，24人``, ``第一组（24）`` or in two columns. Raises BadFields at ``groups``."""
    read = _read(text)
    pairs = name_and_number(read.entries)
    forms = tuple(_group(name, number) for name, number in pairs)
    if same := twice(forms):
        first, second = (read.entries[at].at for at in same)
        message = f"Lines {first} and {second} name the same group, “{forms[same[1]].name}”; give each its own name."
        raise BadFields(FieldError("groups", message))
    return forms


def passed_over(text: str) -> tuple[str, ...]:
    """What of the box is no group and was left out, a sentence for each."""
    try:
        return tuple(f"“{each.text}” on line {each.at} is no entry and is left out." for each in _read(text).passed)
    except BadFields:
        return ()


def _read(text: str) -> Lines:
    return lines_of_box(text, "groups", MOST_GROUPS, HEADS)


def _group(name: str, number: str) -> GroupForm:
    seats = number_in(number)
    if number and seats is None:
        raise BadFields(FieldError("groups", f"“{name}, {number}”: after the comma goes the number of seats."))
    before, after = divided_line(name)
    if not number and after:
        raise BadFields(FieldError("groups", f"“{name}”: after the comma goes the number of seats."))
    return checked(GroupForm, "groups", name=name.strip() if number else before, seats=seats)
