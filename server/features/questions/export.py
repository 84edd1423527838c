"""The questions of a session as files, and what the minutes say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.features.questions.schemas import QuestionsExport, questions_export
from server.files.sheet_bytes import csv_bytes, in_words
from server.store import questions, sessions
from server.store.database import Connection
from server.words.sheet_heads import question_cells, question_heads
from votes.formats.questions_csv import COLUMNS, rows
from votes.model import GroupId, Session, SessionId
from votes.questions import Draw, Question, QuestionRules, QuestionState, Summary, summary


@dataclass(frozen=True, slots=True)
class Asked:
    """All that was asked in a session; ``rules`` is None where it takes no questions."""

    session: Session
    rules: QuestionRules | None
    questions: tuple[Question, ...] = ()
    draws: Sequence[Draw] = ()

    @property
    def groups(self) -> dict[GroupId, str]:
        return {group.id: group.name for group in self.session.groups}

    @property
    def summary(self) -> Summary:
        return summary(self.questions)

    @property
    def came_up(self) -> tuple[Question, ...]:
        """In the order in which they came on the card."""
        shown = (each for each in self.questions if each.state in (QuestionState.SHOWN, QuestionState.ANSWERED))
        return tuple(sorted(shown, key=lambda each: each.turn or 0))

    @property
    def kept(self) -> tuple[Question, ...]:
        """Without those taken back, of which nothing is left to tell."""
        return tuple(each for each in self.questions if each.state is not QuestionState.WITHDRAWN)


async def read_asked(connection: Connection, session: SessionId) -> Asked:
    kept = await sessions.get(connection, session)
    rules = await questions.rules_of(connection, session)
    if rules is None:
        return Asked(kept, None)
    every = await questions.of_session(connection, session)
    return Asked(kept, rules, every, await questions.draws_of(connection, session))


def as_csv(asked: Asked, locale: str | None = None) -> bytes:
    """With ``locale`` columns and states are in its words, and else in those that programs read."""
    text = rows(asked.kept, asked.draws, asked.groups)
    return csv_bytes(in_words(text, question_heads(locale), question_cells(locale), len(COLUMNS)) if locale else text)


def export_of(asked: Asked) -> QuestionsExport | None:
    return questions_export(asked.rules, asked.questions, asked.draws) if asked.rules else None
