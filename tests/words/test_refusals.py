"""What is wrong with a pasted list is said in the host's language."""

from __future__ import annotations

import re

import pytest

from server.files.list_files import find
from server.words.refusals import SENTENCES, in_language
from tests.votes.lists.reading import read
from votes.errors import BadRows

LONG = "x" * 500
BAD_LISTS = (
    "",
    "list,title\n",
    "list,department\na,b\n",
    "title\na\n",
    "list,title\na,b,c,d\n",
    "list,title\na,\n",
    f"list,title\na,{LONG}\n",
    "list,title\na,b\x07\n",
    "list,title\na,b\na,b\n",
    "list,title\n" + "".join(f"list {n},b\n" for n in range(30)),
    "list,title\n" + "".join(f"a,{n}\n" for n in range(301)),
    'list,title\na,"b\n',
    'list,title\na,"b"c\n',
    "list,title\n" + "a,\n" * 200,
    "list,title\n" + "a,b\n" * 20_001,
)


def sentences_about(text: str) -> list[str]:
    with pytest.raises(BadRows) as refused:
        read(text)
    return [str(refused.value), *(message for _, message in refused.value.rows)]


@pytest.mark.parametrize("text", BAD_LISTS)
def test_every_fault_of_a_list_is_said_in_chinese_and_japanese(text: str) -> None:
    for sentence in sentences_about(text):
        assert in_language(sentence, "en") == sentence
        said = {sentence, in_language(sentence, "zh-CN"), in_language(sentence, "ja")}
        assert len(said) == 3, said


def test_what_a_sentence_fills_in_is_kept() -> None:
    assert in_language("This row has no title; fill it in.", "zh-CN") == "这一行缺“名称”，请补上。"
    assert in_language("This row has no list; fill it in.", "ja") == "この行に「リスト」がありません。補ってください。"


def test_a_fault_on_a_sheet_is_said_whole() -> None:
    sentence = "Sheet “任务”: This row has no title; fill it in."
    assert in_language(sentence, "zh-CN") == "工作表“任务”：这一行缺“名称”，请补上。"


def test_a_file_that_is_no_text_is_said_in_chinese() -> None:
    with pytest.raises(BadRows) as refused:
        find(b"\xff\xff\x00")
    assert "CSV UTF-8" in in_language(refused.value.rows[0][1], "zh-CN")


def test_a_sentence_nobody_knows_stays_as_it_is() -> None:
    assert in_language("Something else.", "zh-CN") == "Something else."


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_catalogue_has_every_sentence(sentence: str) -> None:
    filled = re.sub(r"{\w+}", "7", sentence)
    assert len({filled, in_language(filled, "zh-CN"), in_language(filled, "ja")}) == 3


@pytest.mark.parametrize("language", ["en", "zh-CN", "ja"])
def test_a_title_in_a_sentence_keeps_to_itself(language: str) -> None:
    twice = "“{}” is on the list twice with the same department; change one of them."

    assert "\u2068Lift\u202e\u2069" in in_language(twice.format("Lift\u202e"), language).replace("「", "“").replace(
        "」", "”"
    )
    assert "\u2068" not in in_language(twice.format("Lift"), language)  # the control
