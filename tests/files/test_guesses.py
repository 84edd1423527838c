"""What people choose first is refused as a passphrase, in the languages of the rooms; what is hard to guess is not."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from server.config import CODE as ROOT
from server.errors import BadFields
from server.files.guesses import guesses_log10
from server.files.passphrase import EASY, LEAST_GUESSES_LOG10, check

COMMONEST = (
    """
password1234|Password2026|P@ssw0rd1234|p4ssw0rd2024!|passwordpassword|letmein12345|welcome2024!|admin1234567
changemechangeme|123456789012|1234 5678 9012|9876543210987|1111 2222 3333|qwertyuiop12|asdfghjkl123|1q2w3e4r5t6y
qazwsxedcrfv|abcdefghijkl|abcd1234abcd|a1b2c3d4e5f6|iloveyou1234|iloveyouforever|correctcorrect|topfive2026!|TopFive-TopFive
meeting12345|vote vote vote|woaini1314520|woaini5201314|5201314520131|woaizhongguo|zhongguo1949|huiyi20261130
beijing202611|我爱你我爱你我爱你我爱你
一二三四五六七八九十一二|密码密码密码密码密码密码|新年快乐恭喜发财万事如意|１２３４５６７８９０１２
sakura12345678|doraemon1234|konnichiwa123|aishiteru1234|パスワードパスワード12|あいうえおかきくけこさし|ありがとうありがとうありがとう
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
FINE = (
    "another one of ours",
    "green kettle under stairs",
    "tuesday we ate noodles",
    "x7Fq-92kk-pLm4",
    "蓝天白云下的红色会议室很安静",
    "今年的春天来得特别早啊朋友",
    "みかんと自転車と古い灯台のはなし",
)


@pytest.mark.parametrize("phrase", COMMONEST)
def test_the_commonest_are_refused_with_what_to_do(phrase: str) -> None:
    with pytest.raises(BadFields) as refused:
        check(phrase)
    assert "guess" in refused.value.errors[0].message


@pytest.mark.parametrize("phrase", FINE)
def test_what_is_hard_to_guess_is_taken(phrase: str) -> None:
    assert check(phrase) == phrase


def test_every_example_that_the_page_offers_is_taken() -> None:
    chance = random.Random(5)
    for _ in range(300):
        check(" ".join(f"{chance.randrange(10_000):04d}" for _ in range(4)))


def test_what_everybody_there_knows_is_no_secret() -> None:
    title = "Kleinwalsertal annual review"
    assert guesses_log10("kleinwalsertal-2026") >= LEAST_GUESSES_LOG10  # the control
    for phrase in ("kleinwalsertal-2026", "Kleinwalsertal Annual Review"):
        with pytest.raises(BadFields, match=EASY[:20]):
            check(phrase, [title])


def test_a_start_without_a_key_of_ones_own_loads_no_lists_of_passwords() -> None:
    code = "import sys, server.cli; print('zxcvbn' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
