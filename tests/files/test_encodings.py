"""Bytes are read by likelihood: everyday words of every room, whatever their spreadsheet saved them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.files.encodings import MOST_READINGS, read_as, texts_of
from votes.errors import BadRows

SAMPLES = Path(__file__).parents[2] / "server" / "samples"
TEXTS = {
    "German": (
        "list;title;department\nProjekte;Grünfläche am Rathaus;Straßenamt\nProjekte;Spielplätze für alle;Amt\n",
        "cp1252",
    ),
    "German, one umlaut": ("Titel\nSpielplätze\nRadweg\n", "cp1252"),
    "Spanish": (
        "Título;Área\nIluminación de la plaza;Señalización\nAmpliación del jardín de niños;Educación\n",
        "cp1252",
    ),
    "French": ("Intitulé\nRénovation de l’école\nPistes cyclables sécurisées\nForêt à côté du lycée\n", "cp1252"),
    "Windows English": (
        "title,department\nCity’s “green” mile – phase 2,Parks\nCafé at the station,Services\n",
        "cp1252",
    ),
    "Polish": ("nazwa;wydział\nŚcieżka rowerowa na Łęgach;Wydział Dróg\nŹródło życia – plac zabaw;Oświata\n", "cp1250"),
    "Russian": (
        "название;отдел\nНовая детская площадка;Отдел культуры\nРемонт библиотеки;Отдел образования\n",
        "cp1251",
    ),
    "Korean": ("제목,부서\n어린이 놀이터 정비,복지과\n도서관 새로 단장하기,문화과\n", "cp949"),
    "Chinese": ("名单,名称,部门\n民生实事,社区食堂建设,社区服务办\n民生实事,老旧小区电梯加装,社区管理办\n", "gb18030"),
    "Traditional Chinese": ("名稱,部門\n社區食堂建設,社會局\n老舊社區電梯加裝工程,都市發展局\n", "big5"),
    "Japanese": ("リスト,名称\n暮らしの事業,コミュニティ食堂の整備\n暮らしの事業,公園のベンチを増やす\n", "cp932"),
    "Japanese of Unix": (
        "リスト,名称\n暮らしの事業,コミュニティ食堂の整備\n暮らしの事業,公園のベンチを増やす\n",
        "euc_jp",
    ),
}
OWN = {"Chinese": "zh-CN", "Traditional Chinese": "zh-CN", "Japanese": "ja", "Japanese of Unix": "ja", "Korean": "ko"}


def first(data: bytes, *languages: str) -> str:
    return texts_of(data, languages)[0].text


@pytest.mark.parametrize("kind", TEXTS)
def test_everyday_words_are_read_in_a_meeting_of_their_language(kind: str) -> None:
    text, encoding = TEXTS[kind]

    assert first(text.encode(encoding), OWN.get(kind, "en")) == text


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("language", ["zh-CN", "ja", "en"])
def test_in_any_meeting_they_are_read_or_among_the_readings_to_choose_from(kind: str, language: str) -> None:
    """Never a silent guess that is wrong."""
    text, encoding = TEXTS[kind]

    readings = texts_of(text.encode(encoding), (language,))

    assert len(readings) <= MOST_READINGS
    assert text in [each.text for each in readings]
    assert all(each.is_guess for each in readings)


@pytest.mark.parametrize("kind", TEXTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_unicode_is_known_for_certain_with_a_mark_or_without(kind: str, encoding: str) -> None:
    text, _ = TEXTS[kind]
    if encoding == "gb18030":
        text = TEXTS["Chinese"][0]
    (reading,) = texts_of(text.encode(encoding), ("zh-CN",))

    assert reading.text.removeprefix("\ufeff") == text
    assert reading.is_guess == (encoding == "gb18030")


@pytest.mark.parametrize("sample", ["zh-CN", "ja"])
def test_every_line_of_the_samples_is_told_from_the_other_countrys(sample: str) -> None:
    for line in (SAMPLES / f"liangcheng.{sample}.csv").read_text("utf-8").splitlines():
        assert first(line.encode("gb18030" if sample == "zh-CN" else "cp932"), sample) == line


@pytest.mark.parametrize("text", ["Café\n", "1组,12\n", "Grün\n", "й\n", "a’s\n"])
def test_a_short_text_in_utf_8_is_read_so_or_offered_so_first(text: str) -> None:
    readings = texts_of(text.encode(), ("zh-CN",))

    assert readings[0].text == text


def test_two_readings_that_cannot_be_told_apart_are_both_offered() -> None:
    """Four bytes that are two everyday characters here and two there."""
    data = "公园\n".encode("gb18030")

    assert {each.text for each in texts_of(data, ("zh-CN",))} >= {"公园\n"}
    assert len(texts_of("Åre".encode(), ())) <= MOST_READINGS


def test_a_nul_in_plain_text_makes_it_no_utf_16() -> None:
    assert first(b"list,title\nP,a\x00b\n") == "list,title\nP,a\x00b\n"


@pytest.mark.parametrize("data", [b"\xff\xff\xff\x00", b"\xff\xfe\x00", b"\x00\x00\x00"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(BadRows) as bad:
        texts_of(data, ("zh-CN",))

    assert [at for at, _ in bad.value.rows] == ["1/file"]


def test_a_chosen_encoding_is_taken_and_an_unknown_one_refused() -> None:
    data = "Grünfläche".encode("cp1252")

    assert (read_as(data, "Windows-1252").text, read_as(data, "cp1252").is_guess) == ("Grünfläche", False)
    for encoding in ("utf-8", "rot13", "punycode", "idna", "zlib", ""):
        with pytest.raises(BadRows):
            read_as(data, encoding)
