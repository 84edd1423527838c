"""How many tries whoever guesses cleverly needs for something that a person has chosen.

zxcvbn knows the passwords that are used most, words and names, keyboard rows, dates, repetitions and letters written as
digits. What it does not know, since its lists come from English, stands in ``COMMON``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LOOKED_AT = 72  # characters; what comes after can only make it harder, and looking costs more and more
# What offices in China and Japan choose, and what a voting app in a meeting calls to mind; pinyin and rōmaji too.
COMMON = """
topfive top5 host hostkey passphrase meeting vote voting ballot projector conference session committee woaini
woaiwojia woaizhongguo woaibeijing zhongguo beijing shanghai shenzhen guangzhou huiyi toupiao mima guanliyuan nihao
xinnian kuaile gongsi danwei bangongshi jituan laopo laogong baobei 5201314 1314520 520 1314 88888888 66666666
我爱你 我爱我家 我爱中国 中国 北京 上海 你好 密码 口令 管理员 会议 投票 公司 单位 办公室 新年快乐 生日快乐 恭喜发财
一生一世 一二三四五六七八九十 一二三四五六七八 零一二三四五六七八九 万事如意 天天向上 好好学习 pasuwado pasuwaado
himitsu aishiteru arigatou arigato konnichiwa ohayou nippon nihon tokyo osaka kaigi touhyou sakura doraemon gundam
totoro kaisha watashi tanaka suzuki yamada パスワード ぱすわーど ひみつ あいしてる ありがとう こんにちは おはよう
にっぽん にほん 日本 東京 大阪 会議 会社 投票 さくら 愛してる 秘密 いろはにほへと あいうえおかきくけこ アイウエオ
"""


def guesses_log10(text: str, obvious: Iterable[str] = ()) -> float:
    """The number of tries as a power of ten; ``obvious`` is what is known to everybody there, such as a title.

    Spaces, hyphens and the like between the parts hide nothing: it is the lesser of with and without them.
    """
    from zxcvbn import zxcvbn  # tables of 1 MB, which most starts never need

    words = [*COMMON.split(), *(word for each in obvious for word in {folded(each), *folded(each).split()})]
    whole = folded(text)
    bare = re.sub(r"[\W_]+", "", whole)
    return min(float(zxcvbn(each[:LOOKED_AT], user_inputs=words)["guesses_log10"]) for each in (whole, bare or whole))


def folded(text: str) -> str:
    """Whoever guesses tries one width and one case first."""
    return unicodedata.normalize("NFKC", text).casefold().strip()
