"""Who is above the cut line, who is tied on it, and how such a tie is settled. No way of settling changes a count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from votes import lot
from votes.errors import BadDecision, NoTie, TieMethodFixed, TieSettled
from votes.model import OptionId, Poll, PollId, PollState, TieRule

Score = int | Fraction  # exact: a float would make ties and hide them


@dataclass(frozen=True, slots=True)
class Cut:
    """The cut line, options in the list's order. The ``tied`` share ``rank`` and compete for ``seats``.

    Without a tie at the cut line nobody is tied, and seats and rank are 0.
    """

    elected: tuple[OptionId, ...]
    tied: tuple[OptionId, ...] = ()
    seats: int = 0
    rank: int = 0


def cut(scores: Mapping[OptionId, Score], winners: int) -> Cut:
    """Elect whoever scores above S, the ``winners``-th highest score, and those with S itself if all fit.

    Otherwise those with S are tied. A score of 0 is never elected: places may stay unfilled.
    Source: the electoral law of the People's Congresses (选举法): 以得票多的当选; where equal votes leave
    open who is elected (票数相等不能确定当选人), nobody is chosen among the equal without a further step.
    """
    running = {option: score for option, score in scores.items() if score > 0}
    if len(running) <= winners:
        return Cut(tuple(running))
    last = sorted(running.values(), reverse=True)[winners - 1]
    above = tuple(option for option, score in running.items() if score > last)
    level = tuple(option for option, score in running.items() if score == last)
    if len(above) + len(level) <= winners:
        return Cut(tuple(option for option, score in running.items() if score >= last))
    return Cut(above, level, winners - len(above), len(above) + 1)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about a tie: the method, and what that method needs.

    A lot needs ``seed``, the organizer ``options`` and ``reason``, a run-off ``poll``. ``outcome`` is filled in once
    the run-off is over: whether each of the tied, in their order, was elected in it, None while that is tied itself.
    ``then`` is what was decided about a tie in the run-off.
    """

    method: TieRule
    seed: str | None = None
    reason: str | None = None
    options: tuple[OptionId, ...] = ()
    poll: PollId | None = None
    outcome: tuple[bool | None, ...] = ()
    then: Decision | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a tie was settled; ``elected`` in the list's order, empty while a run-off is still to bring the answer.

    ``last`` is what decided in the end where a run-off was tied itself: another run-off, a lot, the organizer.
    """

    method: TieRule
    seed: str | None
    reason: str | None
    poll: PollId | None
    elected: tuple[OptionId, ...]
    last: Decision | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """One option in a lot. ``key`` is 64 hexadecimal digits; the lowest wins."""

    option: OptionId
    key: str


def draw(seed: str, options: Iterable[OptionId]) -> tuple[Drawn, ...]:
    """The order that the lot gives: by SHA-256 over UTF-8(NFC(seed)), one zero byte, the option id; first wins.

    The order in which the options are given does not matter. Source: see ``votes.lot``.
    """
    drawn = [Drawn(option, lot.key(seed, option)) for option in options]
    return tuple(sorted(drawn, key=lambda each: (each.key, each.option)))


def settle(line: Cut, decision: Decision | None) -> Settlement | None:
    """What the decision makes of the tie. None while nothing is decided, and after a run-off without a single vote.

    A lot elects as many as there are seats, include all the tied, the organizer those named, a run-off those whom it
    elected; it leaves a seat open where the room gave nobody else a vote.
    """
    if decision is None or not line.tied:
        return None
    if decision.outcome and set(decision.outcome) == {False}:
        return None
    elected = _elected(line, decision)
    in_order = tuple(option for option in line.tied if option in elected)
    return Settlement(
        method=decision.method,
        seed=decision.seed,
        reason=decision.reason,
        poll=decision.poll,
        elected=in_order,
        last=_last(decision) if in_order else None,
    )


def _last(decision: Decision) -> Decision | None:
    """What decided the tie of a run-off, or that of the run-off about it, and so on."""
    last = decision.then
    while last and last.then:
        last = last.then
    return last


def _elected(line: Cut, decision: Decision) -> Sequence[OptionId]:
    match decision.method:
        case TieRule.LOT:
            return [drawn.option for drawn in draw(decision.seed or "", line.tied)[: line.seats]]
        case TieRule.INCLUDE:
            return line.tied
        case TieRule.RUNOFF if decision.outcome and None not in decision.outcome:
            return [option for option, won in zip(line.tied, decision.outcome, strict=True) if won]
        case TieRule.RUNOFF:
            return ()
        case _:
            return decision.options


def check_decision(poll: Poll, line: Cut | None, earlier: Decision | None, new: Decision) -> Cut:
    """The tie that ``new`` may settle, where ``earlier`` came to nothing or is None. ``line`` is None before close.

    Raises BadDecision for an option that the poll does not have or names twice, NoTie, TieSettled, TieMethodFixed,
    and BadDecision where the organizer names others than as many of the tied as there are seats, in this order.
    """
    named = set(new.options)
    if len(named) < len(new.options) or named - {option.id for option in poll.options}:
        raise BadDecision("Name each option once, and only options of this list.")
    if line is None:
        raise NoTie("A tie is settled after the poll is closed; close it first.", poll.state)
    if not line.tied:
        raise NoTie("There is no tie at the cut line of this poll, so there is nothing to settle.", poll.state)
    if settle(line, earlier) is not None:
        raise TieSettled("This tie is settled already, and that is final.", poll.state)
    if poll.tie not in (TieRule.ASK, new.method):
        raise TieMethodFixed(f"It was fixed beforehand that {poll.tie} settles this tie; use that.", poll.state)
    if new.method is TieRule.ORGANIZER and (len(named) != line.seats or named - set(line.tied)):
        raise BadDecision(f"Name exactly {line.seats} of the options that are tied.")
    return line


def runoff(poll: Poll, line: Cut, id: PollId, title: str, options: Sequence[OptionId]) -> Poll:
    """A draft between the tied for the open seats: each voter marks up to as many as there are seats.

    It takes the tied in their order, under the new ids ``options``. Whoever ties in it is settled as the host decides.
    Options are chosen in it, also where they were graded: the same grades again would tie again.
    """
    kept = {option.id: option for option in poll.options}
    listed = tuple(replace(kept[tied], id=fresh) for tied, fresh in zip(line.tied, options, strict=True))
    return replace(
        poll,
        id=id,
        title=title,
        options=listed,
        type="approval",
        rule="approval",
        grades=(),
        good_grades=0,
        winners=line.seats,
        max_choices=line.seats,
        min_choices=min(poll.min_choices, line.seats),
        tie=TieRule.ASK,
        runoff_of=poll.id,
        state=PollState.DRAFT,
        opened_at=None,
        deadline=None,
        closing_at=None,
        closed_at=None,
        revealed_at=None,
    )
