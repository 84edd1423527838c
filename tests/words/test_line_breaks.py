"""Where a line of a title may end: between words, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from server.words.formats import description_zh
from server.words.line_breaks import BREAK, whole_words_ja, whole_words_zh


def parted(text: str) -> str:
    return whole_words_zh(text).replace(BREAK, "|")


@pytest.mark.parametrize(
    "expected",
    [
        "架空层|改造为|居民|议事厅|和亲子|活动|空间",
        "滨江|公共|绿地|改造|提升",
        "二次供水|设施|改造|与安装|水表|出户",
        "利用|闲置|用房|建设|社区|便民|服务点",
        "江畔|街道|2027年度|民生|实事|项目|和特色|工作|务虚会",
        "2027 |年度|工作|务虚会",
        "“公共|愿望|与规则”|社区|微更新",
        "社区|卫生站|延时|服务",
        "居民区书记组",
        "党群|工作组",
        "A栋、B栋的|加装|电梯|（二期）",
        "某某某某某某",
        "Lifts and parks",
        "",
    ],
)
def test_a_chinese_title_may_break_between_its_words(expected: str) -> None:
    assert parted(expected.replace("|", "")) == expected


@given(st.text(alphabet="改造社区居民和的为与第3组（）“”，、A <&某点", max_size=30))
def test_nothing_of_a_title_is_lost_and_no_line_ends_where_none_may(text: str) -> None:
    lines = whole_words_zh(text).split(BREAK)

    assert "".join(lines) == escape(text)
    for line in lines[:-1]:
        assert line[-1] not in "“‘（和与", text
    for line in lines[1:]:
        assert line[0] not in "”’），、的", text
        assert line[0] != "为" or line.startswith("为民"), text  # a word of its own


def test_words_of_others_are_escaped_and_keep_their_direction() -> None:
    assert parted("<b>社区改造</b>") == "&lt;b&gt;社区|改造&lt;/b&gt;"
    assert BREAK not in whole_words_zh("社区改造\u202e")
    assert "<span" not in whole_words_ja("三か所\u202e")


@pytest.mark.parametrize(
    "expected",
    [
        "公園[三か所の][ベンチ]改修",
        "[水電コミュニティ]食堂",
        "[自治会長グループ]",
        "地区[2027年度の]事業",
        "&lt;b&gt;公園",
    ],
)
def test_a_japanese_number_keeps_its_counter_and_a_foreign_word_its_letters(expected: str) -> None:
    title = expected.replace("[", "").replace("]", "").replace("&lt;", "<").replace("&gt;", ">")

    assert whole_words_ja(title).replace('<span class="ph">', "[").replace("</span>", "]") == expected


def test_a_description_breaks_anywhere_but_within_a_word() -> None:
    shown = description_zh("把小区空间改造为居民议事、阅读的客厅").replace(BREAK, "|")

    assert shown == "把|小区|空间|改造|为|居民|议事、|阅读|的|客厅"
    assert description_zh("加装电梯，全年<b>开工").replace(BREAK, "|") == (
        '<span class="ph">加装|电梯，</span><span class="ph">全年&lt;b&gt;|开工</span>'
    )
    assert BREAK not in description_zh("社区改造\u202e")
