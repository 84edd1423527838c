"""Tags and the code that people read aloud."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.marks import graded
from votes.model import GradedId, OptionId, PollId
from votes.receipt import ALPHABET, ballot_tag, code, encode, mark_tag

POLL, OPTION = PollId("0123456789abcdef"), OptionId("ghjkmnpqrstvwxyz")
NONCE = bytes(range(16))
RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def test_the_tags_are_the_first_half_of_sha256_over_fields_of_fixed_length() -> None:
    assert ballot_tag(POLL, NONCE) == sha256(b"b0123456789abcdef" + NONCE).digest()[:16]
    assert mark_tag(POLL, OPTION, NONCE) == sha256(b"m0123456789abcdefghjkmnpqrstvwxyz" + NONCE).digest()[:16]


def test_a_known_tag_and_code_stay_as_they_are() -> None:
    assert ballot_tag(POLL, NONCE).hex() == "03bf22f5f2e10d9f69f4106d95682989"
    assert mark_tag(POLL, OPTION, NONCE).hex() == "7c44409e41cfaf8cef4725b6d0070c82"
    assert code(ballot_tag(POLL, NONCE)) == "0EZJ5XFJW46S"


def test_base32_without_letters_that_are_mistaken_for_others() -> None:
    assert (encode(b""), encode(b"\x00"), encode(b"\xff"), encode(b"\xff" * 5)) == (
        "",
        "00",
        "ZW",
        "ZZZZZZZZ",
    )
    assert not set("ILOU") & set(ALPHABET)
    assert (len(ALPHABET), len(encode(NONCE))) == (32, 26)


@given(st.binary(max_size=40))
def test_the_bits_are_those_of_rfc_4648_in_another_alphabet(data: bytes) -> None:
    standard = b32encode(data).decode().rstrip("=")

    assert encode(data) == standard.translate(str.maketrans(RFC4648, ALPHABET))


@given(st.binary(min_size=16, max_size=16))
def test_the_code_is_the_first_twelve_characters_of_the_tag(tag: bytes) -> None:
    assert (len(code(tag)), encode(tag)[:12]) == (12, code(tag))


def test_a_grades_tag_hashes_its_place_behind_the_option() -> None:
    best, worst = graded(OPTION, 0), graded(OPTION, 9)

    assert mark_tag(POLL, best, NONCE) == sha256(b"m0123456789abcdefghjkmnpqrstvwxyz:0" + NONCE).digest()[:16]
    assert len({mark_tag(POLL, each, NONCE) for each in (best, worst, OPTION)}) == 3
    for wrong in (":10", ":", "0", ":a", " :0", ":0 "):
        with pytest.raises(ValueError, match="one digit behind it"):
            mark_tag(POLL, GradedId(OPTION + wrong), NONCE)


@pytest.mark.parametrize("wrong", ["", "0123456789abcde", "0123456789abcdef0", "0123456789abcdé0"])
def test_an_id_of_another_length_is_refused_since_fields_could_run_together(wrong: str) -> None:
    mark_tag(POLL, OPTION, NONCE)  # the control

    for act in (
        lambda: ballot_tag(PollId(wrong), NONCE),
        lambda: mark_tag(PollId(wrong), OPTION, NONCE),
        lambda: mark_tag(POLL, OptionId(wrong), NONCE),
    ):
        with pytest.raises(ValueError, match="16 ASCII characters"):
            act()


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_nonce_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        ballot_tag(POLL, bytes(length))
