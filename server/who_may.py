"""The one table of who may do what. Everything that is not in it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Who(StrEnum):
    ANYONE = "anyone"
    VOTER = "voter"
    SCREEN = "screen"
    HOST = "host"


ANYONE = frozenset({Who.ANYONE})
HOST = frozenset({Who.HOST})
VOTER = frozenset({Who.VOTER})

WHO_MAY: Mapping[str, frozenset[Who]] = {
    # pages
    "GET /": ANYONE,
    "POST /": ANYONE,
    "GET /j/{code}": ANYONE,
    "GET /j/{code}/{n}": ANYONE,
    "GET /J/{code}": ANYONE,
    "GET /J/{code}/{n}": ANYONE,
    "POST /j/{code}": ANYONE,
    "GET /t/{ticket}": ANYONE,
    "GET /T/{ticket}": ANYONE,
    "POST /t/{ticket}": ANYONE,
    "GET /s/{session}": VOTER,
    "POST /s/{session}/ballot/{poll}": VOTER,
    "GET /r/{session}": ANYONE,
    "GET /s/{session}/group": VOTER,
    "POST /s/{session}/group": VOTER,
    "GET /s/{session}/another": VOTER,
    "POST /s/{session}/another": VOTER,
    "GET /screen/{session}": frozenset({Who.SCREEN, Who.HOST}),
    "GET /host/sign-in": ANYONE,
    "POST /host/sign-in": ANYONE,
    "POST /host/sign-out": HOST,
    "GET /host": HOST,
    "GET /host/new": HOST,
    "POST /host/new": HOST,
    "GET /host/{session}": HOST,
    "POST /host/{session}/act": HOST,
    "POST /host/{session}/copy": HOST,
    "POST /host/{session}/keep": HOST,
    "POST /host/{session}/delete": HOST,
    "GET /host/{session}/results": HOST,
    "GET /host/{session}/pictures": HOST,
    "POST /host/{session}/pictures": HOST,
    "GET /print/{session}/minutes": HOST,
    "GET /print/{session}/tickets": HOST,
    "POST /print/{session}/tickets": HOST,
    "GET /desk/{session}": HOST,
    "POST /desk/{session}/act": HOST,
    "GET /picture/{name}": ANYONE,
    "GET /static/{version}/{path:path}": ANYONE,
    "GET /healthz": ANYONE,
    # API
    "GET /api/openapi.json": ANYONE,
    "POST /api/sessions": HOST,
    "GET /api/sessions": HOST,
    "POST /api/sessions/import": HOST,
    "GET /api/sessions/{session}": HOST | VOTER,
    "PATCH /api/sessions/{session}": HOST,
    "DELETE /api/sessions/{session}": HOST,
    "POST /api/sessions/{session}/polls": HOST,
    "POST /api/sessions/{session}/join": ANYONE,
    "POST /api/sessions/{session}/copy": HOST,
    "POST /api/sessions/{session}/tickets": HOST,
    "GET /api/sessions/{session}/tickets": HOST,
    "POST /api/sessions/{session}/tickets/{ticket}/hand-out": HOST,
    "POST /api/sessions/{session}/tickets/{ticket}/revoke": HOST,
    "POST /api/sessions/{session}/tickets/{ticket}/replace": HOST,
    "PUT /api/sessions/{session}/scene": HOST,
    "POST /api/sessions/{session}/join-code": HOST,
    "GET /api/sessions/{session}/export.json": HOST,
    "GET /api/sessions/{session}/export.csv": HOST,
    "GET /api/sessions/{session}/export.xlsx": HOST,
    "GET /api/sessions/{session}/export.txt": HOST,
    "GET /api/join/{code}": ANYONE,
    "PATCH /api/polls/{poll}": HOST,
    "POST /api/polls/{poll}/open": HOST,
    "POST /api/polls/{poll}/extend": HOST,
    "POST /api/polls/{poll}/close": HOST,
    "POST /api/polls/{poll}/cancel-close": HOST,
    "POST /api/polls/{poll}/reveal": HOST,
    "POST /api/polls/{poll}/copy": HOST,
    "POST /api/polls/{poll}/tie": HOST,
    "PUT /api/polls/{poll}/options/{option}/picture": HOST,
    "DELETE /api/polls/{poll}/options/{option}/picture": HOST,
    "PUT /api/polls/{poll}/ballot": VOTER,
    "GET /api/polls/{poll}/ballot": VOTER,
    "GET /api/polls/{poll}/result": ANYONE,
    # live views
    "WS phone": HOST | VOTER,
    "WS screen": frozenset({Who.SCREEN, Who.HOST}),
    "WS host": HOST,
}
