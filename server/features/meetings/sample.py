"""A sample meeting: lists as a subdistrict office has them, to try with before one's own are at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FILES = Path(__file__).parents[2] / "samples"


@dataclass(frozen=True, slots=True)
class Sample:
    """What the sample meeting is called in one language."""

    title: str
    organization: str
    groups: tuple[str, ...]


WORDS: Mapping[str, Sample] = {
    "zh-CN": Sample(
        "年度工作务虚会（演示）",
        "良城街道",
        ("居民区书记组", "党群工作组", "社区管理组", "居民代表组"),
    ),
    "en": Sample(
        "Annual retreat (demo)",
        "Liangcheng Subdistrict",
        ("Neighbourhood secretaries", "Party affairs", "Community management", "Residents"),
    ),
    "ja": Sample(
        "年度業務検討会（デモ）",
        "良城街道弁事処",
        ("住民区書記", "党群業務", "地域管理", "住民代表"),
    ),
}


def sample_lists(locale: str) -> bytes:
    """The lists as a spreadsheet saves them."""
    return (_FILES / f"liangcheng.{locale}.csv").read_bytes()
