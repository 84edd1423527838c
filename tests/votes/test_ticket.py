"""The typed code of a ticket: slips are noticed, spellings are forgiven."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.receipt import ALPHABET
from votes.ticket import CODE_LENGTH, MistypedCode, grouped, read_code, read_secret, read_serial, serial, with_check

letters = st.text(ALPHABET, min_size=CODE_LENGTH - 1, max_size=CODE_LENGTH - 1)


@given(letters)
def test_a_code_reads_as_itself_in_every_spelling(text: str) -> None:
    code = with_check(text)

    alike = code.replace("0", "o").replace("1", "l")
    for spelled in (code, code.lower(), grouped(code), f" {grouped(code).replace('-', ' ')} ", alike, alike.upper()):
        assert read_code(spelled) == code


@given(letters, st.integers(0, CODE_LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_noticed(text: str, place: int, other: str) -> None:
    code = with_check(text)
    if code[place] != other:
        with pytest.raises(MistypedCode):
            read_code(code[:place] + other + code[place + 1 :])


@given(letters)
def test_every_two_that_changed_places_are_noticed(text: str) -> None:
    code = with_check(text)
    for first, second in combinations(range(CODE_LENGTH), 2):
        swapped = list(code)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        if code[first] != code[second]:
            with pytest.raises(MistypedCode):
                read_code("".join(swapped))


@pytest.mark.parametrize("text", ["", "123456", "U" * 12, "0" * 11, "0" * 13, "票" * 12, "0000-0000-000*"])
def test_what_is_no_code_is_told_as_a_slip(text: str) -> None:
    with pytest.raises(MistypedCode):
        read_code(text)


def test_a_secret_is_26_characters_in_any_case() -> None:
    assert read_secret("abc" + "0" * 23) == "ABC" + "0" * 23
    for other in ("", "A" * 25, "A" * 27, "U" * 26, "ABC-" + "0" * 22):
        assert read_secret(other) is None


def test_a_serial_names_the_group_and_the_number() -> None:
    assert [serial(3, 7), serial(0, 7), serial(12, 104)] == ["3-07", "07", "12-104"]


@given(st.integers(0, 200), st.integers(1, 100_000))
def test_a_number_reads_back_as_the_group_and_the_ticket_that_it_names(group: int, number: int) -> None:
    assert read_serial(serial(group, number)) == (group, number)


def test_a_number_is_read_in_other_spellings_and_nothing_else_is_taken_for_one() -> None:
    assert [read_serial(text) for text in ("1-3", " 1 - 03 ", "１－０３", "1.3")] == [(1, 3)] * 4
    for text in ("", "x", "1-", "-3", "1-2-3", "0" * 12, "2048-1024-4096", "A" * 26):
        assert read_serial(text) is None
