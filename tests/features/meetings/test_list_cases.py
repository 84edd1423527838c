"""Lists as people keep them, each through POST /api/sessions/import with the exact value to expect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import Answer, Json, Room

CASES = Path(__file__).parents[2] / "data" / "lists"
PATH = "/api/sessions/import"
OURS = "Town meeting"
Option = tuple[str, str | None, str | None]

LIVELIHOOD = "民生实事"
CANTEEN, PARK = "社区食堂", "口袋公园"
SERVED: list[Option] = [(CANTEEN, "社区服务办", "两处"), (PARK, "社区管理办", "三处")]
OFFICE: list[Option] = [
    ("社区食堂建设", "社区服务办", "利用闲置用房新建两处社区食堂"),
    ("老旧小区电梯加装", "社区管理办", "为六层以上住宅加装电梯二十台"),
    ("街角口袋公园", "社区管理办", "改造三处闲置绿地"),
]
OFFICE_COLUMNS: list[list[Any]] = [
    ["序号", None, "not-used"],
    ["项目名称", "title", None],
    ["主要内容", "description", None],
    ["责任单位", "department", None],
    ["总投资（万元）", None, "not-used"],
    ["备注", None, "not-used"],
]
LONG = "Paint and posts along the way. " * 20
# By file: the lists, and then what is said of them: the header's line, columns that were not plainly named and read,
# and the lines that are no entries.
EXPECTED: dict[str, tuple[dict[str, list[Option]], int | None, list[list[Any]], list[list[str]]]] = {
    "import-agenda/agenda.csv": (
        {OURS: [(each, None, None) for each in ("Welcome", "Award of the year", "Exchange of small gifts", "Dinner")]},
        1,
        [["Text", None, "unknown"], ["Duration", None, "unknown"]],
        [],
    ),
    "import-decorated-headers/star.csv": ({LIVELIHOOD: SERVED}, 1, [], []),
    "import-decorated-headers/fullwidth-commas.csv": ({LIVELIHOOD: SERVED}, 1, [], []),
    "import-decorated-headers/spaces.xlsx": ({LIVELIHOOD: SERVED[:1]}, 1, [], []),
    "import-hidden-rows/hidden-row.xlsx": (
        {LIVELIHOOD: [(CANTEEN, "服务办", None), (PARK, "管理办", None)]},
        1,
        [],
        [["3", "hidden"]],
    ),
    "import-lengths/long-description.csv": ({"Projects": [("Bike lanes", None, LONG.strip())]}, 1, [], []),
    "import-merged-paste/pasted.tsv": (
        {
            LIVELIHOOD: [
                (CANTEEN, "社区服务办", None),
                (PARK, "社区管理办", None),
                ("电梯加装", "社区管理办", None),
            ],
            "专项任务": [("消防整治", "安全办", None), ("防汛演练", "安全办", None)],
        },
        1,
        [],
        [],
    ),
    "import-motions/motions.csv": (
        {OURS: [(each, None, None) for each in ("Discharge of the board", "Statutory change § 2", "Social issues")]},
        1,
        [
            ["identifier", None, "not-used"],
            ["text", None, "unknown"],
            ["reason", None, "unknown"],
            ["submitter", None, "unknown"],
            ["category", None, "single"],
        ],
        [],
    ),
    "import-not-a-list/export.xls": (
        {OURS: [(CANTEEN, "社区服务办", None), (PARK, "社区管理办", None)]},
        1,
        [],
        [],
    ),
    "import-number-column/list.csv": ({LIVELIHOOD: SERVED}, 1, [["序号", None, "not-used"]], []),
    "import-office-table/table.xlsx": (
        {OURS: OFFICE},
        2,
        [each for each in OFFICE_COLUMNS if each[2]],
        [["1", "above"], ["6", "sum"]],
    ),
    "import-office-table/table-without-title-row.xlsx": (
        {OURS: OFFICE},
        1,
        [each for each in OFFICE_COLUMNS if each[2]],
        [],
    ),
    "import-pb-export/projects.csv": (
        {
            OURS: [
                ("3 in 1! Bike lanes", None, "Mark lanes along chosen streets"),
                ("Arts, beauty, community", None, "Murals, makeovers, tours"),
            ]
        },
        1,
        [
            ["$ Amount", None, "not-used"],
            ["Location(s)", None, "not-used"],
            ["Partner(s)", None, "unknown"],
            ["Committee", None, "unknown"],
        ],
        [],
    ),
    "import-plain-names/names.txt": (
        {OURS: [(title, None, None) for title, _, _ in OFFICE]},
        None,
        [["", "title", "assumed"]],
        [],
    ),
    "import-plain-names/numbered.txt": (
        {OURS: [(title, None, None) for title, _, _ in OFFICE]},
        None,
        [["", "title", "assumed"]],
        [],
    ),
    "import-same-title/list.csv": (
        {
            LIVELIHOOD: [
                ("老旧小区改造", "东街社区", None),
                ("老旧小区改造", "西街社区", None),
                (PARK, "社区管理办", None),
            ]
        },
        1,
        [],
        [],
    ),
    "import-soft-break/pasted.tsv": (
        {OURS: [("社区食堂 （水电小区）", "社区服务办", None), (PARK, "社区管理办", None)]},
        1,
        [],
        [],
    ),
    "import-sum-line/sum.csv": (
        {LIVELIHOOD: [(CANTEEN, "社区服务办", "180"), (PARK, "社区管理办", "260")]},
        1,
        [],
        [["4", "sum"]],
    ),
    "import-sum-line/sum.xlsx": (
        {LIVELIHOOD: [(CANTEEN, "社区服务办", "180"), (PARK, "社区管理办", "260")]},
        1,
        [],
        [["4", "sum"]],
    ),
    "import-western-excel/german.csv": (
        {"Projekte": [("Grünfläche am Rathaus", "Straßenamt", None), ("Spielplätze für alle", "Jugendamt", None)]},
        1,
        [],
        [],
    ),
    "import-which-column/list.csv": (
        {OURS: [(CANTEEN, "社区服务办", None), ("消防整治", "安全办", None)]},
        1,
        [["类别", None, "single"]],
        [],
    ),
}


def sent(room: Room, file: str, preview: bool = False, **fields: str) -> Answer:
    path = CASES / file
    given = {"title": OURS, **fields}
    query = "?preview=1" if preview else ""
    return room.host("POST", PATH + query, files={"file": (path.name, path.read_bytes())}, data=given)


def lists(answer: Json, at: str = "polls") -> dict[str, list[Option]]:
    return {
        each["title"]: [(one["title"], one.get("department"), one.get("description")) for one in each["options"]]
        for each in answer[at]
    }


def stored(room: Room) -> list[str]:
    return [each["id"] for each in room.host("GET", "/api/sessions").json["sessions"]]


def odd(understood: Json) -> list[list[Any]]:
    return [[each["name"], each["as"], each["why"]] for each in understood["columns"] if "why" in each]


def left_out(understood: Json) -> list[list[str]]:
    return [[each["at"], each["why"]] for each in understood["left_out"]]


@pytest.mark.parametrize("file", EXPECTED)
def test_it_gets_in_as_meant_and_says_what_was_left_out(room: Room, file: str) -> None:
    expected, header, columns, left = EXPECTED[file]

    answer = sent(room, file)

    assert answer.status == 201, answer.text
    assert lists(answer.json) == expected
    understood = answer.json["understood"]
    assert (understood["header"], odd(understood), left_out(understood)) == (header, columns, left)
    assert understood["doubtful"] == []


@pytest.mark.parametrize("file", EXPECTED)
def test_a_preview_says_the_same_and_stores_nothing(room: Room, file: str) -> None:
    before = stored(room)

    seen = sent(room, file, preview=True)

    assert (seen.status, seen.json["errors"]) == (200, [])
    assert stored(room) == before
    assert lists(seen.json, "lists") == EXPECTED[file][0]
    assert seen.json["understood"] == sent(room, file).json["understood"]
    assert len(stored(room)) == len(before) + 1  # the control


def test_where_an_encoding_was_guessed_its_name_and_a_line_of_it_are_said(room: Room) -> None:
    german = sent(room, "import-western-excel/german.csv", preview=True).json["understood"]
    plain = sent(room, "import-plain-names/names.txt", preview=True).json["understood"]

    line = "Projekte;Grünfläche am Rathaus;Straßenamt"
    assert german["encoding"] == {"name": "cp1252", "guessed": True, "sample": line}
    assert plain["encoding"] == {"name": "utf-8", "guessed": False, "sample": "社区食堂建设"}


def test_a_pdf_is_named_with_what_to_do(room: Room) -> None:
    refused = sent(room, "import-not-a-list/list.pdf")

    assert (refused.status, refused.at) == (422, ["1/file"])
    assert refused.json["errors"][0]["message"].startswith("This is a PDF; copy the table")


def test_a_mapping_makes_a_column_something_else_and_leaves_another_out(room: Room) -> None:
    mapping = json.dumps({"1": "list", "3": None})

    answer = sent(room, "import-which-column/list.csv", mapping=mapping)

    assert lists(answer.json) == {LIVELIHOOD: [(CANTEEN, None, None)], "专项任务": [("消防整治", None, None)]}
    assert [each["as"] for each in answer.json["understood"]["columns"]] == ["list", "title", None]
    assert answer.json["understood"]["columns"][2]["why"] == "wished"


@pytest.mark.parametrize(
    ("mapping", "at"),
    [
        ('{"0": "title"}', "mapping/0"),
        ('{"x": "title"}', "mapping/x"),
        ('{"²": "title"}', "mapping/²"),
        ('{"201": "title"}', "mapping/201"),
        ('{"2": "seats"}', "mapping/2"),
        ('{"2": 1}', "mapping"),
        ("[]", "mapping"),
        ("{", "mapping"),
    ],
)
def test_a_mapping_that_means_nothing_is_refused(room: Room, mapping: str, at: str) -> None:
    refused = sent(room, "import-agenda/agenda.csv", mapping=mapping)

    assert (refused.status, refused.at) == (422, [at])


def test_a_mapping_of_two_columns_to_one_is_refused_at_its_column(room: Room) -> None:
    refused = sent(room, "import-agenda/agenda.csv", mapping='{"1": "title", "2": "title"}')

    assert (refused.status, refused.at) == (422, ["1/title"])


def test_the_line_of_the_header_can_be_said(room: Room) -> None:
    none = sent(room, "import-agenda/agenda.csv", preview=True, header="0").json
    third = sent(room, "import-agenda/agenda.csv", preview=True, header="3").json

    assert none["understood"]["header"] is None
    assert [option[0] for option in lists(none, "lists")[OURS]][:2] == ["Title", "Welcome"]
    assert (third["understood"]["header"], left_out(third["understood"])) == (3, [["1", "above"], ["2", "above"]])
    assert sent(room, "import-agenda/agenda.csv", header="x").at == ["header"]
    assert sent(room, "import-agenda/agenda.csv", header="²").at == ["header"]


def test_two_options_alike_in_title_and_department_are_refused(room: Room) -> None:
    text = (CASES / "import-same-title/list.csv").read_text("utf-8").replace("西街", "东街")

    refused = room.host("POST", PATH, files={"file": ("list.csv", text.encode())}, data={"title": OURS})

    assert (refused.status, refused.at) == (422, ["3/title"])


def test_every_case_is_tried() -> None:
    assert {str(path.relative_to(CASES)) for path in CASES.glob("import-*/*")} == {
        *EXPECTED,
        "import-not-a-list/list.pdf",
    }
