"""Questions from the floor over the API."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from server.features.questions import actions as question_actions
from server.features.questions.export import as_csv, read_asked
from server.features.questions.schemas import (
    AnswerForm,
    AssignForm,
    DrawnAnswer,
    QuestionAnswer,
    QuestionForm,
    QuestionRulesAnswer,
    QuestionRulesForm,
    QuestionsAnswer,
    SupportAnswer,
    VerdictForm,
    draw_answer,
    question_answer,
    rules_answer,
    verdict_of,
)
from server.live.questions import read_own_questions
from server.permissions import READERS
from server.store import questions
from server.web.endpoint import (
    NO_BODY,
    Endpoint,
    answer,
    caller_of,
    context_of,
    question_of,
    session_of,
    voter_of,
)
from server.web.fields import EmptyForm
from server.web.form_body import whole
from server.web.json_body import read
from server.web.pace import keep_tap_pace
from server.web.reader import asked_heads
from votes.questions import Question, QuestionState, Verdict

PAGE = 100
PUBLIC = (QuestionState.IN, QuestionState.SHOWN, QuestionState.ANSWERED)
FOR_READERS = (*PUBLIC, QuestionState.WAITING, QuestionState.REFUSED)


async def list_questions(request: Request) -> Response:
    """Pages from 1; ``state`` narrows it down. A voter sees what is in the box or came up; waiting ones are hosts'."""
    asked, page = request.query_params.get("state"), whole(request.query_params.get("page", "")) or 1
    seen = FOR_READERS if caller_of(request).may(READERS, session_of(request)) else PUBLIC
    states = [each for each in seen if asked in (None, each.value)]
    async with context_of(request).database.read() as connection:
        rules = await questions.rules_of(connection, session_of(request))
        found, total = await questions.listed(
            connection, session_of(request), states, skip=(page - 1) * PAGE, limit=PAGE
        )
    answers = await _for_voter(request, found) if seen is PUBLIC else tuple(map(question_answer, found))
    return answer(QuestionsAnswer(rules_answer(rules) if rules else None, total, answers))


async def _for_voter(request: Request, found: Iterable[Question]) -> tuple[QuestionAnswer, ...]:
    found = tuple(found)
    async with context_of(request).database.read() as connection:
        own = await read_own_questions(connection, voter_of(request), [each.id for each in found])
    return tuple(
        msgspec.structs.replace(
            question_answer(each),
            mine=own.has_asked(each),
            supported=each.id in own.supported,
            verdict=verdict_of(own.verdicts.get(each.id)),
        )
        for each in found
    )


async def patch_questions(request: Request) -> Response:
    form = await read(request, QuestionRulesForm)
    return answer(rules_answer(await question_actions.set_rules(context_of(request), session_of(request), form)))


async def post_question(request: Request) -> Response:
    keep_tap_pace(request)
    form = await read(request, QuestionForm)
    kept = await question_actions.ask(context_of(request), voter_of(request), form.text, form.name or "")
    return answer(question_answer(kept), 201)


async def draw_question(request: Request) -> Response:
    await read(request, EmptyForm)
    question, draw = await question_actions.draw(context_of(request), session_of(request))
    return answer(DrawnAnswer(draw_answer(draw), question_answer(question)))


async def end_questions(request: Request) -> Response:
    await read(request, EmptyForm)
    return answer(rules_answer(await question_actions.end(context_of(request), session_of(request))))


async def put_support(request: Request) -> Response:
    return await _support(request, is_on=True)


async def delete_support(request: Request) -> Response:
    return await _support(request, is_on=False)


async def _support(request: Request, *, is_on: bool) -> Response:
    keep_tap_pace(request)
    kept = await question_actions.support(context_of(request), voter_of(request), question_of(request), is_on=is_on)
    return answer(SupportAnswer(kept.supports, is_on))


async def put_verdict(request: Request) -> Response:
    keep_tap_pace(request)
    verdict = Verdict((await read(request, VerdictForm)).verdict)
    kept = await question_actions.judge(context_of(request), voter_of(request), question_of(request), verdict)
    return answer(question_answer(kept))


async def delete_question(request: Request) -> Response:
    await question_actions.withdraw(context_of(request), voter_of(request), question_of(request))
    return Response(status_code=NO_BODY)


async def admit_question(request: Request) -> Response:
    await read(request, EmptyForm)
    return answer(question_answer(await question_actions.admit(context_of(request), question_of(request))))


async def refuse_question(request: Request) -> Response:
    await read(request, EmptyForm)
    return answer(question_answer(await question_actions.refuse(context_of(request), question_of(request))))


async def show_question(request: Request) -> Response:
    await read(request, EmptyForm)
    return answer(question_answer(await question_actions.show(context_of(request), question_of(request))))


async def assign_question(request: Request) -> Response:
    form = await read(request, AssignForm)
    return answer(question_answer(await question_actions.assign(context_of(request), question_of(request), form)))


async def answer_question(request: Request) -> Response:
    form = await read(request, AnswerForm)
    kept = await question_actions.answer(context_of(request), question_of(request), is_answered=form.answered)
    return answer(question_answer(kept))


async def export_questions(request: Request) -> Response:
    async with context_of(request).database.read() as connection:
        asked = await read_asked(connection, session_of(request))
    headers = {"Content-Disposition": 'attachment; filename="questions.csv"'}
    body = as_csv(asked, asked_heads(request, asked.session))
    return Response(body, media_type="text/csv; charset=utf-8", headers=headers)


_ALL, _ONE = "/api/sessions/{session}/questions", "/api/questions/{question}"
_QUESTION, _RULES = ((200,), QuestionAnswer), ((200,), QuestionRulesAnswer)
ENDPOINTS = (
    Endpoint(
        "PUT", f"{_ONE}/support", put_support, summary="Support a question", body=None, answers=((200,), SupportAnswer)
    ),
    Endpoint(
        "DELETE",
        f"{_ONE}/support",
        delete_support,
        summary="Support it no longer",
        body=None,
        answers=((200,), SupportAnswer),
    ),
    Endpoint(
        "PUT", f"{_ONE}/verdict", put_verdict, summary="How the answer was found", body=VerdictForm, answers=_QUESTION
    ),
    Endpoint(
        "DELETE", _ONE, delete_question, summary="Take one's own question back", body=None, answers=((NO_BODY,), None)
    ),
    Endpoint(
        "POST",
        f"{_ONE}/admit",
        admit_question,
        summary="Let a question into the box",
        body=EmptyForm,
        answers=_QUESTION,
    ),
    Endpoint(
        "POST", f"{_ONE}/refuse", refuse_question, summary="Leave a question out", body=EmptyForm, answers=_QUESTION
    ),
    Endpoint(
        "POST",
        f"{_ONE}/show",
        show_question,
        summary="Show a question on the screen",
        body=EmptyForm,
        answers=_QUESTION,
    ),
    Endpoint("POST", f"{_ONE}/assign", assign_question, summary="Say who answers", body=AssignForm, answers=_QUESTION),
    Endpoint(
        "POST",
        f"{_ONE}/answer",
        answer_question,
        summary="The question is answered",
        body=AnswerForm,
        answers=_QUESTION,
    ),
    Endpoint(
        "GET",
        _ALL,
        list_questions,
        summary="The questions, most supported first",
        body=None,
        answers=((200,), QuestionsAnswer),
    ),
    Endpoint(
        "POST", _ALL, post_question, summary="Put a question in", body=QuestionForm, answers=((201,), QuestionAnswer)
    ),
    Endpoint("PATCH", _ALL, patch_questions, summary="How questions are taken", body=QuestionRulesForm, answers=_RULES),
    Endpoint(
        "POST",
        f"{_ALL}/draw",
        draw_question,
        summary="Draw one by lot and show it",
        body=EmptyForm,
        answers=((200,), DrawnAnswer),
    ),
    Endpoint(
        "POST", f"{_ALL}/end", end_questions, summary="End them, and forget who asked", body=EmptyForm, answers=_RULES
    ),
    Endpoint("GET", f"{_ALL}.csv", export_questions, "The questions for a spreadsheet"),
)
