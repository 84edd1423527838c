"""What a phone keeps in its own cookies: its voter's receipt codes, since after close the server knows none; and where

several people vote on one phone, one after the other, those of the people before, and who may have it next. The server
keeps no link between those people. Codes stay on the phone, choices are in no cookie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from starlette.responses import Response

from server.access.caller import VOTER_DAYS, keep_cookie, keep_voter
from server.files import keys
from server.live.own_ballots import OwnBallot, next_poll
from votes.model import Poll, PollId, PollState, Session, SessionId, VoterId

LONGEST = 3_000  # a browser keeps 4 KiB of a cookie: some hundred codes
_PERSON, _CODE = "_", "-"  # neither stands in a code
_ONE = re.compile(r"([0-9]{1,3})\.([0-9A-Z]{12})")


@dataclass(frozen=True, slots=True)
class EarlierReceipt:
    poll: Poll
    receipt: str


def may_pass_on(session: Session, polls: tuple[Poll, ...], own: Mapping[PollId, OwnBallot]) -> bool:
    """Once this voter has sent all that is open, and while there is something for the next one to vote on."""
    is_open = any(poll.state is PollState.OPEN for poll in polls)
    return session.shared_phones and is_open and next_poll(polls, own) is None


def earlier_receipts(cookies: Mapping[str, str], polls: Sequence[Poll]) -> tuple[tuple[EarlierReceipt, ...], ...]:
    """Per person before, the latest first, their codes in the order of the lists; what is no code of ours is left."""
    people = [_codes(text, polls) for text in cookies.get("receipts", "").split(_PERSON)]
    return tuple(person for person in reversed(people) if person)


def kept_codes(cookies: Mapping[str, str], voter: VoterId, polls: Sequence[Poll]) -> dict[PollId, str]:
    """This voter's codes, by poll, as far as the phone was shown them."""
    whose, _, text = cookies.get("mine", "").partition(_PERSON)
    return {each.poll.id: each.receipt for each in _codes(text, polls)} if whose == keys.voter_mark(voter) else {}


def keep_codes(
    cookies: Mapping[str, str],
    response: Response,
    session: SessionId,
    voter: VoterId,
    polls: Sequence[Poll],
    codes: Mapping[PollId, str],
    *,
    secure: bool,
) -> None:
    """Leave this voter's codes on the phone. Safe to repeat."""
    value = keys.voter_mark(voter) + _PERSON + _joined(polls, codes)
    if codes and value != cookies.get("mine") and len(value) <= LONGEST:
        keep_cookie(response, "mine", value, secure=secure, days=VOTER_DAYS, path=f"/s/{session}")


def _joined(polls: Iterable[Poll], codes: Mapping[PollId, str]) -> str:
    return _CODE.join(f"{at}.{codes[poll.id]}" for at, poll in enumerate(polls) if poll.id in codes)


def drawn_token(cookies: Mapping[str, str]) -> str:
    """The credential of the next voter as the page before drew it: a second tap on its button is the same voter."""
    token = cookies.get("next", "")
    return token if keys.is_token(token) else keys.new_token()


def keep_drawn(response: Response, session: SessionId, token: str, *, secure: bool) -> None:
    keep_cookie(response, "next", token, secure=secure, days=1, path=f"/s/{session}")


def pass_on(response: Response, session: SessionId, token: str, next_voter: VoterId, *, secure: bool) -> None:
    """From now on the phone speaks for the next voter, and pages that are still open can see that it does."""
    path = f"/s/{session}"
    keep_voter(response, session, token, secure=secure)
    keep_cookie(
        response, "seat", keys.voter_mark(next_voter), secure=secure, days=VOTER_DAYS, path=path, is_readable=True
    )
    for name in ("next", "mine"):
        response.delete_cookie(name, path=path)


def keep_receipts(
    cookies: Mapping[str, str],
    response: Response,
    session: SessionId,
    polls: Iterable[Poll],
    codes: Mapping[PollId, str],
    *,
    secure: bool,
) -> None:
    """Add this voter's codes to those that the phone has; the oldest go where there are too many. Safe to repeat."""
    mine = _joined(polls, codes)
    people = [person for person in cookies.get("receipts", "").split(_PERSON) if person not in ("", mine)]
    people.append(mine)
    while len(_PERSON.join(people)) > LONGEST:
        people.pop(0)
    keep_cookie(response, "receipts", _PERSON.join(people), secure=secure, days=VOTER_DAYS, path=f"/s/{session}")


def _codes(text: str, polls: Sequence[Poll]) -> tuple[EarlierReceipt, ...]:
    found = [_ONE.fullmatch(part) for part in text.split(_CODE)]
    return tuple(
        EarlierReceipt(polls[int(one[1])], one[2]) for one in found if one is not None and int(one[1]) < len(polls)
    )
