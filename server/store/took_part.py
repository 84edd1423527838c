"""Who has anything of their own among a meeting's questions."""

from __future__ import annotations

from collections.abc import Collection

from server.store.compiled import Among, Link
from server.store.question_tables import questions, supports, verdicts
from votes.model import VoterId


def who_took_part(link: Link, among: Collection[VoterId]) -> set[VoterId]:
    """Those of these voters who asked, supported or judged a question."""
    return {VoterId(row[0]) for query in _took_part for row in query.rows(link, among)}


_took_part = [Among([table.c.voter], key=table.c.voter) for table in (questions, supports, verdicts)]
