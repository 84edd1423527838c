"""The one table of who may do what. Everything that is not in it is refused."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Who(StrEnum):
    ANYONE = "anyone"
    VOTER = "voter"
    SCREEN = "screen"
    HOST = "host"
    DESK = "desk"  # who helps at the door: tickets, and nothing else
    TELLER = "teller"  # who enters ballots for people and from paper, and sees no counts
    OBSERVER = "observer"  # who may read along with the host, and change nothing


ANYONE = frozenset({Who.ANYONE})
HOST = frozenset({Who.HOST})
VOTER = frozenset({Who.VOTER})
DOOR = HOST | {Who.DESK}
TELLERS = HOST | {Who.TELLER}
READERS = HOST | {Who.OBSERVER}
SIGNED_IN = DOOR | TELLERS | READERS
SCREENS = READERS | {Who.SCREEN}

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
    "GET /s/{session}/questions": VOTER,
    "POST /s/{session}/questions": VOTER,
    "GET /s/{session}/reports": VOTER,
    "GET /s/{session}/reports/{item}": VOTER,
    "GET /r/{session}": ANYONE,
    "GET /help/network": ANYONE,
    "GET /s/{session}/group": VOTER,
    "POST /s/{session}/group": VOTER,
    "GET /s/{session}/another": VOTER,
    "POST /s/{session}/another": VOTER,
    "GET /screen/{session}": SCREENS,
    "GET /in/{secret}": ANYONE,
    "POST /in/{secret}": ANYONE,
    "GET /host/sign-in": ANYONE,
    "POST /host/sign-in": ANYONE,
    "POST /host/sign-out": HOST,  # one's own as host; helpers and observers end theirs by /host/{session}/leave
    "GET /host/still": SIGNED_IN,
    "GET /host/guide": SIGNED_IN,
    "GET /host/access": HOST,
    "POST /host/access": HOST,  # also ends the sign-in of any host
    "GET /host": HOST,
    "GET /host/new": HOST,
    "POST /host/new": HOST,
    "GET /host/{session}": HOST,
    "POST /host/{session}/act": HOST,
    "POST /host/{session}/copy": HOST,
    "POST /host/{session}/keep": HOST,
    "POST /host/{session}/delete": HOST,
    "GET /host/{session}/meeting": HOST,
    "POST /host/{session}/meeting": HOST,
    "GET /host/{session}/results": READERS,
    "GET /host/{session}/agenda": HOST,
    "POST /host/{session}/agenda": HOST,
    "POST /host/{session}/agenda/report": HOST,
    "GET /host/{session}/rehearsal": HOST,
    "POST /host/{session}/rehearsal": HOST,
    "GET /host/{session}/questions": HOST,
    "POST /host/{session}/questions": HOST,
    "GET /host/{session}/helpers": HOST,
    "POST /host/{session}/helpers": HOST,  # also ends the sign-in of a helper, and takes back links
    "POST /host/{session}/leave": SIGNED_IN,
    "GET /host/{session}/pictures": HOST,
    "POST /host/{session}/pictures": HOST,
    "GET /host/{session}/items": HOST,
    "POST /host/{session}/items": HOST,
    "GET /host/{session}/items/{item}/document": HOST,
    "GET /d/{secret}": ANYONE,  # the link is the credential: whoever has it hands in for its department
    "POST /d/{secret}": ANYONE,
    "GET /d/{secret}/document/{item}": ANYONE,
    "GET /document/{name}": ANYONE,
    "GET /slide/{name}": ANYONE,
    "GET /host/{session}/announce": READERS,
    "GET /print/{session}/minutes": READERS,
    "GET /print/{session}/notice": READERS,
    "GET /host/{session}/follow-ups": HOST,
    "POST /host/{session}/follow-ups": HOST,
    "GET /host/{session}/follow-ups.{ending}": READERS,
    "GET /print/{session}/follow-ups": READERS,
    "GET /print/{session}/tickets": HOST,
    "POST /print/{session}/tickets": HOST,
    "GET /print/{session}/papers": TELLERS,
    "GET /desk/{session}": DOOR,
    "POST /desk/{session}/act": DOOR,
    "GET /teller/{session}": TELLERS,
    "POST /teller/{session}/ballot": TELLERS,
    "GET /picture/{name}": ANYONE,
    "GET /static/{version}/{path:path}": ANYONE,
    "GET /healthz": ANYONE,
    # API
    "GET /api/openapi.json": ANYONE,
    "POST /api/sessions": HOST,
    "GET /api/sessions": HOST,
    "POST /api/sessions/import": HOST,
    "GET /api/sessions/{session}": READERS | VOTER,
    "PATCH /api/sessions/{session}": HOST,
    "DELETE /api/sessions/{session}": HOST,
    "POST /api/sessions/{session}/polls": HOST,
    "POST /api/sessions/{session}/join": ANYONE,
    "POST /api/sessions/{session}/copy": HOST,
    "POST /api/sessions/{session}/tickets": HOST,
    "GET /api/sessions/{session}/tickets": DOOR,
    "POST /api/sessions/{session}/tickets/{ticket}/hand-out": DOOR,
    "POST /api/sessions/{session}/tickets/{ticket}/revoke": DOOR,
    "POST /api/sessions/{session}/tickets/{ticket}/replace": DOOR,
    "PUT /api/sessions/{session}/scene": HOST,
    "POST /api/sessions/{session}/join-code": HOST,
    "GET /api/sessions/{session}/items": HOST,
    "GET /api/sessions/{session}/items.csv": HOST,
    "GET /api/sessions/{session}/agenda": READERS | VOTER,
    "PUT /api/sessions/{session}/agenda": HOST,
    "POST /api/sessions/{session}/agenda/next": HOST,
    "POST /api/sessions/{session}/agenda/{item}/go": HOST,
    "POST /api/sessions/{session}/agenda/{item}/start": HOST,
    "POST /api/sessions/{session}/agenda/{item}/pause": HOST,
    "POST /api/sessions/{session}/agenda/{item}/add": HOST,
    "PUT /api/sessions/{session}/agenda/{item}/report": HOST,
    "DELETE /api/sessions/{session}/agenda/{item}/report": HOST,
    "POST /api/sessions/{session}/agenda/{item}/page": HOST,
    "GET /api/sessions/{session}/export.json": READERS,
    "GET /api/sessions/{session}/export.csv": READERS,
    "GET /api/sessions/{session}/export.xlsx": READERS,
    "GET /api/sessions/{session}/export.txt": READERS,
    "GET /api/sessions/{session}/questions": READERS | VOTER,
    "POST /api/sessions/{session}/questions": VOTER,
    "PATCH /api/sessions/{session}/questions": HOST,
    "POST /api/sessions/{session}/questions/draw": HOST,
    "POST /api/sessions/{session}/questions/end": HOST,
    "GET /api/sessions/{session}/questions.csv": READERS,
    "PUT /api/questions/{question}/support": VOTER,
    "DELETE /api/questions/{question}/support": VOTER,
    "PUT /api/questions/{question}/verdict": VOTER,
    "DELETE /api/questions/{question}": VOTER,
    "POST /api/questions/{question}/admit": HOST,
    "POST /api/questions/{question}/refuse": HOST,
    "POST /api/questions/{question}/show": HOST,
    "POST /api/questions/{question}/assign": HOST,
    "POST /api/questions/{question}/answer": HOST,
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
    "POST /api/polls/{poll}/assisted": TELLERS,
    "POST /api/polls/{poll}/paper": TELLERS,
    "GET /api/polls/{poll}/result": ANYONE,
    # live views
    "WS phone": HOST | VOTER,
    "WS screen": SCREENS,
    "WS host": READERS,
}
