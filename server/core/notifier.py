"""How use cases tell the room what they have committed; ``live/notifier.py`` does it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from votes.model import SessionId, Voter, VoterId


class Notifier(Protocol):
    """Called after the commit, in the loop. Each returns at once, and none raises."""

    def session_changed(self, session: SessionId) -> None:
        """Its state, polls or scene changed, or it was deleted."""

    def session_deleted(self, session: SessionId) -> None:
        """Its credentials are nobody's from now on."""

    def voter_displaced(self, voter: Voter) -> None:
        """This voter's credential is another one from now on."""

    def sign_ins_ended(self, marks: Collection[bytes]) -> None:
        """The sign-ins and screens with these marks ended, and with them whatever they have open."""

    def questions_changed(self, session: SessionId, askers: Collection[VoterId] = ()) -> None:
        """Something about the questions changed, with those of these voters among them."""

    def join_page_opened(self, meeting: SessionId) -> None:
        """A device that is not the host's opened the meeting's link, or that of its rehearsal."""

    def paper_entered(self, session: SessionId) -> None:
        """A teller entered paper ballots: hosts hear more than before, and nobody else."""
