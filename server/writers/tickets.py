"""Who comes in by ticket: what a batch of scans does inside its transaction."""

from __future__ import annotations

from collections.abc import Sequence

from server.core.queues import Entered, Scan
from server.errors import Refusal, TicketNotIssued, TicketRevoked, UnknownTicket
from server.store import tickets, voters
from server.store.compiled import Link
from server.store.tickets import Ticket, TicketState
from server.store.voters import NewVoter
from votes.errors import VotingError
from votes.model import Voter, VoterId


class _Batch:
    """One batch against what the database holds: decides each scan in turn, remembers what to write."""

    def __init__(self, found: dict[bytes, Ticket], present: dict[VoterId, tuple[Voter, bytes]]) -> None:
        self._tickets = {ticket.id: ticket for ticket in found.values()}
        self._ids = {mark: ticket.id for mark, ticket in found.items()}
        self._present = present
        self.new: list[NewVoter] = []
        self.used: list[Ticket] = []
        self.moves: list[tuple[Voter, bytes, bytes]] = []

    def take(self, scan: Scan) -> Entered | Refusal:
        ticket = self._tickets.get(self._ids.get(scan.mark, ""))
        if ticket is None or scan.session not in (None, ticket.session):
            return UnknownTicket()
        if refused := not_valid(ticket):
            return refused
        if ticket.voter is None:
            return self._come_in(ticket, scan)
        voter, token_hash = self._present[ticket.voter]
        if token_hash == scan.token_hash:
            return Entered(voter, moved=False)
        return self._move(ticket, voter, token_hash, scan)

    def _come_in(self, ticket: Ticket, scan: Scan) -> Entered:
        voter = Voter(scan.fresh, ticket.session, ticket.group)
        self.new.append(NewVoter(voter, scan.token_hash))
        self._present[voter.id] = voter, scan.token_hash
        self._use(ticket, voter)
        return Entered(voter, moved=False)

    def _move(self, ticket: Ticket, voter: Voter, before: bytes, scan: Scan) -> Entered:
        has_moved, moved = tickets.had_a_phone(ticket, voter), tickets.on_another_phone(voter)
        self.moves.append((moved, before, scan.token_hash))
        self._present[voter.id] = moved, scan.token_hash
        self._use(ticket, moved)
        return Entered(moved, moved=has_moved)

    def _use(self, ticket: Ticket, voter: Voter) -> None:
        if ticket.state is not TicketState.USED:
            used = tickets.used_by(ticket, voter.id)
            self._tickets[ticket.id] = used
            self.used.append(used)


def not_valid(ticket: Ticket) -> Refusal | None:
    """Why nobody comes in by it."""
    if ticket.state is TicketState.PRINTED:
        return TicketNotIssued("This ticket has not been handed out yet. Ask the people at the door.")
    if ticket.state is TicketState.REVOKED:
        return TicketRevoked("This ticket was taken back. Ask the people at the door for another.")
    return None


def record_entries(link: Link, batch: Sequence[Scan]) -> list[Entered | Refusal | VotingError]:
    """Voters, the tickets they came by, and the phones that they left, in one transaction."""
    found = tickets.by_marks(link, {scan.mark for scan in batch})
    known = {ticket.voter for ticket in found.values() if ticket.voter}
    work = _Batch(found, voters.with_tokens(link, known))
    outcomes: list[Entered | Refusal | VotingError] = [work.take(scan) for scan in batch]
    voters.add(link, work.new)
    tickets.mark_used(link, work.used)
    for voter, before, after in work.moves:
        tickets.hand_over(link, voter, before, after, "moved")
    return outcomes
