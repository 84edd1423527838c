"""The names that people give to columns, and the words by which rows are known that are no entries.

Source: tables of offices, exports of voting and budgeting systems, and the forms of three languages; the longer lists
came from the headers of published ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a column holds. A list of options is made of the first four, and of code and cost where somebody says so."""

    LIST = "list"
    TITLE = "title"
    DEPARTMENT = "department"
    DESCRIPTION = "description"
    CODE = "code"
    COST = "cost"
    NUMBER = "number"
    PLACE = "place"
    DUE = "due"
    WEIGHT = "weight"
    GROUP = "group"
    SEATS = "seats"
    NAME = "name"
    NOTE = "note"


# Each word as it is after ``folded``: no spaces, asterisks or brackets, narrow, simplified, small.
_NAMES: Mapping[Role, str] = {
    Role.LIST: "list lists 名单 リスト liste lista ballot poll 表决事项 投票名单 列表",
    Role.TITLE: (
        "title titles comment-body statement projectname project projecttitle item itemname option candidate "
        "proposal motion 项目 项目名称 "
        "名称 事项 事项名称 标题 选项 选项名称 议题 议案 议案名称 提案 提案名称 案由 任务 任务名称 工作任务 "
        "工作事项 工程名称 建设项目 候选项目 候选人 候选人姓名 项目题目 题目 项目内容名称 "
        "事业 事业名 件名 议题名 候选者 提案名 项目名 titel bezeichnung projekt projekttitel vorhaben "
        "antrag titulo título proyecto nombredelproyecto titre projet intitulé titolo progetto tytuł nazwa "
        "nazwaprojektu название наименование проект 제목 사업명 항목 안건"
    ),
    Role.DEPARTMENT: (
        "department departments dept owner sponsor unit office agency responsible responsibleunit 部门 单位 "
        "责任单位 责任部门 牵头单位 牵头部门 承办单位 承办部门 申报单位 主办单位 实施单位 主责单位 主管部门 "
        "提报单位 报送单位 推荐单位 实施主体 责任主体 单位名称 部门名称 科室 提名单位 部署 担当课 担当部署 所管 "
        "所管课 所属 担当 abteilung amt dienststelle departamento service département dipartimento wydział отдел "
        "ведомство 부서 담당부서"
    ),
    Role.DESCRIPTION: (
        "description descriptions details summary explanation 说明 内容 主要内容 建设内容 项目内容 工作内容 "
        "项目说明 项目简介 简介 描述 概要 内容说明 建设内容及规模 项目概况 概况 事业内容 事业概要 beschreibung "
        "erläuterung descripcion descripción descrizione descrição opis описание 설명 내용"
    ),
    Role.NUMBER: "no no. nr nr. # number 序号 序 编号 番号 通番 项番 lfdnr numero número номер 번호 rank 排序",
    Role.PLACE: (
        "place location locations site 地点 实施地点 建设地点 地址 区域 实施区域 场所 实施场所 ort lugar lieu"
    ),
    Role.COST: (
        "cost costs amount $amount budget price 总投资 投资 投资额 预算 金额 经费 资金 投资估算 概算 估算投资 "
        "计划投资 年度投资 事业费 予算 予算额 费用 kosten coste coût"
    ),
    Role.DUE: "due duedate deadline 完成时限 完成时间 时限 期限 完成日期 计划完成时间 实施期限 期日 实施时期 frist",
    Role.CODE: "code id projectid 项目编号 编码 代码 项目代码 identifier コード 事业番号",
    Role.WEIGHT: "weight 权重 重み gewicht",
    Role.GROUP: (
        "group groups groupname team 小组 组 组名 组别 分组 小组名称 所在小组 代表团 グループ グループ名 班 gruppe "
        "grupo groupe"
    ),
    Role.SEATS: (
        "seats seat capacity people members size 人数 席位 席位数 座位 座位数 名额 应到 应到人数 组员人数 定员 席数 "
        "plätze personen 인원"
    ),
    Role.NAME: (
        "name names fullname 姓名 名字 代表姓名 参会人员 人员 氏名 お名前 名前 vorname nachname nombre nom imię имя "
        "이름"
    ),
    Role.NOTE: (
        "note notes remark remarks comment comments 备注 附注 备考 bemerkung observaciones remarque "
        # What forms and other systems write down beside each answer.
        "timestamp datetime starttime completiontime lastmodifiedtime submitdate createdat email emailaddress url "
        "提交时间 提交答卷时间 所用时间 来源 来源详情 来自ip 时间戳记 邮箱 タイムスタンプ メールアドレス"
    ),
}
# A list of its own for each value only where each has two rows or more; else it is one more property of an entry.
_GROUPED = (
    "categoria categories category categoría kategorie section topic type カテゴリ "
    "カテゴリー 分类 分野 区分 大类 板块 种别 类别 类型 "
    "项目类别 项目类型 领域 분류 사업분류"
)
_GROUPING = frozenset(_GROUPED.split())
_ENDINGS: Mapping[str, Role] = {
    "单位名称": Role.DEPARTMENT,
    "部门名称": Role.DEPARTMENT,
    "单位": Role.DEPARTMENT,
    "部门": Role.DEPARTMENT,
    "名称": Role.TITLE,
    "标题": Role.TITLE,
    "姓名": Role.NAME,
}
_BY_NAME: Mapping[str, Role] = {word: role for role, words in _NAMES.items() for word in words.split()}
# Traditional and Japanese forms of the characters that the words above are written with.
_SIMPLE = str.maketrans(
    "項單責說説內類別編號標題備註團體門實実規劃設負職務選議決稱業課當擔屬費額員組權總資辦時間計畫報區"
    "處種數動錄録關場點認許審簽話電聯請經應預",
    "项单责说说内类别编号标题备注团体门实实规划设负职务选议决称业课当担属费额员组权总资办时间计画报区"
    "处种数动录录关场点认许审签话电联请经应预",
)
_DRESS = re.compile(r"[\s*_＊★:：]+|[(\[【（〔][^)\]】）〕]{0,60}[)\]】）〕]")
# The number of a question and its mark, or the language of a translated column, as in title/en.
_ASKED = re.compile(r"\A\s*[0-9]{1,3}\s*[.、)]\s*|\s*\?\s*\Z|/[a-z]{2}(?:[-_][A-Za-z]{2})?\Z")
LONGEST_NAMED = 120  # characters of a column's name or a number; what is longer is neither

_SUMS = (
    "合计 总计 小计 共计 累计 总和 计 total totals sum subtotal grandtotal gesamt summe 合计金额 总合计 총계 합계 "
    "итого razem"
)
_NOTES = "注 备注 说明 附注 填表说明 注意 注意事项 note notes n.b. nb remark remarks 备考 注记 ※ 注释 hinweis anmerkung"
_SIGNATURES = (
    "填表人 填报人 制表人 制表 审核 审核人 复核 复核人 审批 审批人 负责人 负责人签字 经办人 联系人 联系电话 电话 "
    "日期 填表日期 填报日期 制表日期 报送日期 填报单位 填表单位 制表单位 单位盖章 盖章 签字 签名 主管领导 分管领导 "
    "preparedby approvedby checkedby signature signed date contact 作成者 作成日 确认者 承认者 记入者 日付 印"
)
_PASSED: Mapping[str, str] = {
    **dict.fromkeys(_SUMS.split(), "sum"),
    **dict.fromkeys(_NOTES.split(), "note"),
    **dict.fromkeys(_SIGNATURES.split(), "signature"),
}
_COUNTED_SUM = re.compile(
    r"(?:合计|总计|小计|共计|合計|總計|小計|共計|total)[\s:]*[0-9][0-9,.]*\s*[^\W\d_]{0,2}", re.IGNORECASE
)
_AFTER_NUMBER = re.compile(r"^(注|备注|note)[0-9]{1,2}$")
_NUMBER = re.compile(r"[-+(]?[$€£¥￥]?\s*[0-9][0-9,.\s]*[%％)]?(?:[万亿]?[元円]?)?")


def folded(name: str) -> str:
    """As it is looked up: narrow, simplified, small, without spaces, asterisks, colons and what is in brackets."""
    plain = unicodedata.normalize("NFKC", name)
    plain = _ASKED.sub("", plain) or plain
    bare = _DRESS.sub("", plain) or re.sub(r"[\s()\[\]【】〔〕]+", "", plain)
    return bare.casefold().translate(_SIMPLE)


def role_of(name: str) -> Role | None:
    """What a column by this known name holds; None for any other name, and for what may be a list or not."""
    return _BY_NAME.get(folded(name)) if len(name) <= LONGEST_NAMED else None


def role_by_ending(name: str) -> Role | None:
    if len(name) > LONGEST_NAMED:
        return None
    short = folded(name)
    found = next((role for end, role in _ENDINGS.items() if short.endswith(end)), None)
    return found if len(short) <= 12 else None


def is_grouping(name: str) -> bool:
    """Whether the values may be lists, such as 类别 or category."""
    return len(name) <= LONGEST_NAMED and folded(name) in _GROUPING


def is_number(text: str) -> bool:
    if not text or len(text) > LONGEST_NAMED:
        return False
    return bool(_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def passed_over(cell: str) -> str | None:
    """``sum``, ``note`` or ``signature`` where this cell begins such a row: as the whole cell, or before a colon."""
    text = unicodedata.normalize("NFKC", cell[:LONGEST_NAMED]).strip()
    head = text.partition(":")[0]
    for part in (text, head):
        bare = re.sub(r"[\s*()\[\]【】]+", "", part).casefold().translate(_SIMPLE)
        if why := _PASSED.get(bare):
            return why
    if _COUNTED_SUM.fullmatch(text):
        return "sum"
    return "note" if text.startswith("※") or _AFTER_NUMBER.match(re.sub(r"\s", "", head)) else None


def may_be_passed_over(cell: str) -> bool:
    """Whether it begins as a sum does and goes on: somebody has to say."""
    return folded(cell[:LONGEST_NAMED]).startswith(("合计", "总计", "小计", "共计"))
