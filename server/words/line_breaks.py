"""Where a line of a title may end: between words, in writing that has no spaces.

Browsers break Chinese anywhere, in the middle of a word too; told not to (``word-break: keep-all``) they break where
they are shown a ``<wbr>``. No dictionary of the language is needed for that: the words of which the titles of lists,
projects and groups are made are few, and where an unknown run stands, nothing is broken unless the line is too short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from server.words.isolated import marked

BREAK = "<wbr>"
_HAN = "\u4e00-\u9fff"
_CHINESE = re.compile(f"[{_HAN}]+")
_OPENING, _CLOSING = "“‘《〈（【「『〔", "”’》〉）】」』〕，。、；：！？·"
# Before these a line may end, after those; unless a word holds them.
_JOINING, _BINDING = "和与及暨", "的为"
_TEXT = """
    街道 社区 小区 居民 居民区 居委会 村民 党群 党员 党建 党组织 基层 基层党组织 书记 干部 群众 市民 业主 物业 志愿者
    志愿 老人 老年 老年人 老旧 长者 儿童 青年 青少年 妇女 亲子 家庭 独居 残疾人 退役 军人 学生 学校 校园 医院 医疗
    卫生 卫生站 健康 民生 实事 项目 工程 工作 务虚会 任务 重点 特色 专项 年度 季度 计划 规划 方案 行动 会议 推荐 评议
    调研 汇报 总结 提问 名单 建设 改造 提升 更新 治理 整治 修缮 维修 新建 扩建 改建 加装 安装 配置 优化 完善 推进 开展
    实施 落实 打造 创建 推广 试点 服务 管理 保障 协调 监督 检查 培训 宣传 教育 活动 演出 展览 比赛 评选 征集 调解 救助
    帮扶 关爱 守护 看护 照护 照料 公共 公园 口袋公园 绿地 绿化 绿道 广场 街区 步道 道路 路面 路灯 桥梁 河道 滨江 滨水
    滨河 水岸 景观 环境 空间 场所 场地 设施 设备 供水 排水 供电 供暖 用水 二次供水 水电 水表 管网 管道 雨水 污水 燃气
    电梯 电动 电动车 自行车 机动车 停车 停车位 停车场 充电 充电桩 消防 安全 应急 防汛 照明 监控 智能 智慧 数字 信息
    平台 系统 网络 数据 垃圾 分类 回收 厕所 卫生间 无障碍 楼道 楼栋 屋面 外墙 房屋 住宅 多层 高层 多层住宅 架空层 闲置
    用房 利用 活动室 会客厅 议事厅 议事 会场 中心 服务站 服务点 驿站 食堂 社区食堂 餐厅 助餐 助餐点 养老 托育 托管
    暑托班 晚托班 暑托 医养 康复 护理 文化 体育 健身 图书馆 阅览室 书房 博物馆 剧场 舞台 讲堂 课堂 学习 便民 惠民 为民
    利民 为老 为老服务 商业 市场 菜场 菜市场 商户 企业 园区 楼宇 就业 创业 招商 营商 经济 产业 农村 乡村 居民区书记组
    联盟 联动 共建 共治 共享 自治 自治会 法治 德治 网格 网格员 办公室 委员会 工作站 小组 小组长 愿望 规则 微更新 攻坚
    行为 第一 第二 第三 第四 建议 意见 办法 制度 机制 标准 规范 指南 延时 适老 扶手 创新 综合 情况 问题 需求 资源 力量
    队伍 能力 水平 质量 效果 成效 改善 增加 增设 设置 设立 建立 成立 推动 深化 加强 强化 促进 扩大 提高 以及 及时 普及
    参与 与会 和谐 共和 和平 目的 作为 成为 认为
"""
_WORDS = frozenset(re.findall(r"\S+", _TEXT))
_LONGEST = max(map(len, _WORDS))


def whole_words_zh(text: str) -> Markup:
    """A Chinese title with a ``<wbr>`` wherever a line may end; to be shown where nothing else breaks it."""
    if isinstance(marked(text), Markup) or not _CHINESE.search(text):
        return escape(marked(text))
    return _broken(text)


@lru_cache(maxsize=4_096)
def _broken(text: str) -> Markup:
    return Markup(BREAK).join(_pieces(text))


def whole_words_ja(text: str) -> Markup:
    """A Japanese title. The browser knows its phrases, but would part 三 from か所, and a foreign word."""
    if isinstance(marked(text), Markup):
        return escape(marked(text))
    return Markup(_TOGETHER.sub(r'<span class="ph">\g<0></span>', str(escape(text))))


_NUMBER = "[0-9０-９一二三四五六七八九十百千数]+"
_COUNTER = "[かカヵケヶ箇個]?(?:年度|[所月年国条件名回台棟店校])"
_PARTICLE = "(?:から|まで|[のをにがはとでもへや])?"
_TOGETHER = re.compile(f"(?:{_NUMBER}{_COUNTER}|[一-龯]{{0,4}}[ァ-ヴー]{{2,}}){_PARTICLE}")


def _pieces(text: str) -> Iterator[str]:
    """Words put together until a line may end."""
    piece = ""
    for word, may_end_before in _parted(text):
        if piece and may_end_before:
            yield piece
            piece = ""
        piece += word
    yield piece


def _parted(text: str) -> Iterator[tuple[str, bool]]:
    """Each word of the text, and whether a line may end before it."""
    at, before = 0, ""
    for run in _CHINESE.finditer(text):
        if run.start() > at:
            other = text[at : run.start()]
            yield other, _may_end(before, other) and other[0] not in _CLOSING + " "
            before = other
        for word in _words(run.group()):
            yield word, _may_end(before, word)
            before = word
        at = run.end()
    if at < len(text):
        yield text[at:], _may_end(before, text[at:]) and text[at] in _OPENING


def _words(run: str) -> Iterator[str]:
    """Known words, the longest first; what stands between them as it is, a single letter with the word before it."""
    found: list[str] = []
    at = start = 0
    while at < len(run):
        word = next((run[at : at + n] for n in range(_LONGEST, 1, -1) if run[at : at + n] in _WORDS), "")
        if not word and run[at] in _JOINING + _BINDING:
            word = run[at]
        if word:
            _add_unknown(found, run[start:at])
            found.append(word)
            at = start = at + len(word)
        else:
            at += 1
    _add_unknown(found, run[start:])
    yield from found


def _add_unknown(found: list[str], unknown: str) -> None:
    if len(unknown) == 1 and found and found[-1] not in _JOINING + _BINDING:
        found[-1] += unknown  # 室, 员, 点: the end of the word before
    elif unknown:
        found.append(unknown)


def _may_end(before: str, word: str) -> bool:
    if not before or before[-1] in _OPENING + "第" or before in _JOINING or word in _BINDING:
        return False
    if before[-1] in _CLOSING or before[-1] == " " or before in _BINDING:
        return True
    return len(before) > 1 and not before[-1].isascii()
