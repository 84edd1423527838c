"""Where a line of a title may end: between words, in writing that has no spaces.

Browsers break Chinese anywhere, in the middle of a word too; told not to (``word-break: keep-all``) they break where
they are shown a ``<wbr>``. No dictionary of the language is needed for that: the words of which the titles of lists,
projects and groups are made are few, and where an unknown run stands, nothing is broken unless the line is too short.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from markupsafe import Markup, escape

from server.words.isolated import marked

BREAK = "<wbr>"
_HAN = "\u4e00-\u9fff"
_CHINESE = re.compile(f"[{_HAN}]+")
_RUNS = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
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
    提供 平价 三餐 底层 阅读 休憩 客厅 公共客厅 以上 全年 开工 街角 可进入 开设 放学后 优先 双职工 百户 一键 呼叫 集中
    充电棚 工作日 周末 半天 门诊 双侧 休息 座椅 更换 主路 背街小巷 消除 暗角 完成 两处 三处 通风 公平秤 沿河 修建 公里
    环形 夜灯 展示 洽谈 一站式 一体 联合 机构 社会 组织 分层 两新 共同 比例 健全 业委会 评分 靠后 逐一 制定 整改 派出所
    司法所 律师 事务所 化解 矛盾 纠纷 统筹 执法 依法 处置 违法 搭建 配备 专员 诉求 清单 整合 发现 派单 闭环 投放点 推行
    误时 覆盖 全覆盖 工作室 结对 带教 积分 兑换 沿街 商铺 排查 使用 需要 免费 开放 时间 地点 负责 部门 单位 每年 每月
    每周 每天 上午 下午 晚上 目前 今年 明年 预计 总计 总投资 投资 资金 预算 万元 面积 平方米 增至 左右 附近 周边 沿线
    内部 外围 新增 原有 现有 部分 全部 统一 定期 随时 上门 预约 登记 申请 办理 咨询 接待 收集 反馈 公示 公开 参加 组建
    邀请 举办 组织者 采购 租赁 运营 维护 保洁 巡查 检修 清洗 拆除 粉刷 铺设 栽种 种植 划线 限速 隔离 护栏 坡道 台阶
    轮椅 助老 陪护 配送 送餐 就餐 用餐 餐位 理发 缝补 磨刀 家电 义诊 体检 血压 心理 法律 金融 防诈 反诈 电信 诈骗 噪声
    油烟 异味 积水 内涝 漏水 破损 老化 缺少 不足 困难 群体 低保 特困 孤寡 空巢 留守 外来 租户 住户 居住 楼组长 楼组
"""
_WORDS = frozenset(re.findall(r"\S+", _TEXT))
_LONGEST = max(map(len, _WORDS))


def whole_words_zh(text: str) -> Markup:
    """A Chinese title with a ``<wbr>`` wherever a line may end; to be shown where nothing else breaks it."""
    if isinstance(marked(text), Markup) or not _CHINESE.search(text):
        return escape(marked(text))
    return _broken(text)


def loose_words_zh(clause: str) -> Markup:
    """A clause of a Chinese description: it may break anywhere but within a word that is known."""
    return Markup(BREAK).join(_pieces(_loosely_parted(clause)))


@lru_cache(maxsize=4_096)
def _broken(text: str) -> Markup:
    return Markup(BREAK).join(_pieces(_parted(text)))


def whole_words_ja(text: str) -> Markup:
    """A Japanese title. The browser knows its phrases, but would part 三 from か所, and a foreign word."""
    if isinstance(marked(text), Markup):
        return escape(marked(text))
    return Markup(_TOGETHER.sub(r'<span class="ph">\g<0></span>', str(escape(text))))


_NUMBER = "[0-9０-９一二三四五六七八九十百千数]+"
_COUNTER = "[かカヵケヶ箇個]?(?:年度|[所月年国条件名回台棟店校])"
_PARTICLE = "(?:から|まで|[のをにがはとでもへや])?"
_TOGETHER = re.compile(f"(?:{_NUMBER}{_COUNTER}|[一-龯]{{0,4}}[ァ-ヴー]{{2,}}){_PARTICLE}")


def _pieces(words: Iterable[tuple[str, bool]]) -> Iterator[str]:
    """Words put together until a line may end."""
    piece = ""
    for word, may_end_before in words:
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


def _loosely_parted(text: str) -> Iterator[tuple[str, bool]]:
    """The same of a text that may break beside any letter that is in no known word."""
    before = ""
    for run in _RUNS.findall(text):
        for word in _words(run, loose=True) if _CHINESE.match(run) else (run,):
            is_free = word[0] not in _CLOSING + " " and not word[0].isascii()
            yield word, is_free and before[-1:] not in _OPENING + "第"
            before = word


def _words(run: str, *, loose: bool = False) -> Iterator[str]:
    """Known words, the longest first; what stands between them as it is, a single letter with the word before it.

    Where they are ``loose``, each letter between them stands alone.
    """
    found: list[str] = []
    at = start = 0
    while at < len(run):
        word = next((run[at : at + n] for n in range(_LONGEST, 1, -1) if run[at : at + n] in _WORDS), "")
        if not word and run[at] in _JOINING + _BINDING:
            word = run[at]
        if word:
            _add_unknown(found, run[start:at], loose=loose)
            found.append(word)
            at = start = at + len(word)
        else:
            at += 1
    _add_unknown(found, run[start:], loose=loose)
    yield from found


def _add_unknown(found: list[str], unknown: str, *, loose: bool) -> None:
    if loose:
        found.extend(unknown)
    elif len(unknown) == 1 and found and found[-1] not in _JOINING + _BINDING:
        found[-1] += unknown  # 室, 员, 点: the end of the word before
    elif unknown:
        found.append(unknown)


def _may_end(before: str, word: str) -> bool:
    if not before or before[-1] in _OPENING + "第" or before in _JOINING or word in _BINDING:
        return False
    if before[-1] in _CLOSING or before[-1] == " " or before in _BINDING:
        return True
    return len(before) > 1 and not before[-1].isascii()
