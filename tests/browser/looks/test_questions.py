"""Questions from the floor in three languages: the phone, the host's page, the card."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.hall import Hall, Json, enter
from tests.browser.looks.test_every_page import LANGUAGES, Tour, begin

PROJECTORS = ((1024, 768), (1920, 1080))
LAPTOPS = ((1280, 720), (1440, 900), (390, 844))
ASKED = {
    "zh-CN": (
        "我们楼的电梯用了 19 年。更新施工的时候，高层的老人怎么上下楼？",
        "菜场什么时候改造？",
        "新村口的路灯坏了两个月，报修了三次都没有人来，晚上老人出门买菜、孩子放学回家都要摸黑走路，"
        "请问是哪个部门在管，能不能给一个具体的时间，修好以后由谁来定期检查，坏了找谁，电话多少，多久能到现场？",
        "托育点收费多少？",
    ),
    "en": (
        "Our lift is 19 years old. When it is replaced, how do the old people on the upper floors get up and down?",
        "When will the market be rebuilt?",
        "The street lamps at the village gate have been dark for two months; which office sees to them, and by when?",
        "What will the nursery cost?",
    ),
    "ja": (
        "うちの棟のエレベーターは19年使っています。工事の間、上の階のお年寄りはどうやって上り下りしますか。",
        "市場の改修はいつですか。",
        "団地入口の街灯が2か月前から消えていて、3回連絡しても直りません。夜は暗く、お年寄りや子どもが歩くのに危険です。"
        "どの部署の担当で、いつまでに直りますか。直したあとの点検はだれがしますか。",
        "託児の料金はいくらですか。",
    ),
}
NAME = {"zh-CN": "居民代表", "en": "A resident", "ja": "住民の代表"}
OFFICE = {"zh-CN": "社区管理办公室", "en": "Community management office", "ja": "地域管理課"}
ANSWERER = {"zh-CN": "办公室主任", "en": "Head of office", "ja": "事務所長"}


def ask(tour: Tour) -> list[Json]:
    """The first by name and from one voter, the others by others, with some support."""
    hall, path = tour.hall, f"/api/sessions/{tour.session['id']}/questions"
    hall.host("PATCH", path, json={"open": True, "planned": 6})
    language = tour.looker.language
    tour.looker.typed += [*ASKED[language], NAME[language], OFFICE[language], ANSWERER[language]]
    asked = []
    for at, text in enumerate(ASKED[language]):
        body = {"text": text, "name": NAME[language] if at == 0 else None}
        asked.append(hall.by(tour.voters[at], "POST", path, json=body))
        for voter in tour.voters[at + 1 : 12 - 2 * at]:
            hall.by(voter, "PUT", f"/api/questions/{asked[at]['id']}/support")
    return asked


def answer(tour: Tour, question: Json) -> None:
    language, path = tour.looker.language, f"/api/questions/{question['id']}"
    who = {"department": OFFICE[language], "answerer": ANSWERER[language]}
    tour.hall.host("POST", f"{path}/assign", json=who)
    tour.hall.host("POST", f"{path}/answer", json={})


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_look_right_on_phones(hall: Hall, language: str) -> None:
    hall.forgive("422")
    tour = begin(hall, "phone", language)
    look = tour.looker
    asked = ask(tour)
    phone = hall.phone("/", locale=language, is_mobile=False, has_touch=False)
    phone.goto(f"{hall.server.url}/j/{tour.session['join_code']}/1")
    enter(phone)
    expect(phone.locator("body")).to_have_attribute("data-conn", "live")
    expect(phone.locator(".q textarea")).to_be_visible()
    phone.click(f"[data-question='{asked[1]['id']}'] button")
    expect(phone.locator(".support[aria-pressed=true]")).to_have_count(1)
    look.at(phone, "questions")
    mine = ASKED[language][1] + ASKED[language][3]
    look.typed.append(mine)
    phone.fill("#q", mine)
    phone.click("#ask .btn")
    expect(phone.locator(".own-questions .said")).to_have_text(mine)
    own = hall.host("GET", f"/api/sessions/{tour.session['id']}/questions")["questions"][-1]
    hall.host("POST", f"/api/questions/{own['id']}/show")
    answer(tour, own)
    phone.click("#v-satisfied-" + own["id"])
    expect(phone.locator(".verdicts [aria-pressed=true]")).to_have_count(1)
    look.at(phone, "questions-answered")
    phone.goto(f"{hall.server.url}/s/{tour.session['id']}/questions")
    phone.evaluate("document.querySelector('#q').removeAttribute('maxlength')")
    phone.click("#again summary")
    phone.fill("#q", "x" * 125)
    look.typed.append("x" * 125)
    phone.click("#ask .btn")
    expect(phone.locator("#q-wrong")).to_be_visible()
    look.at(phone, "questions-all")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_looks_right_on_the_projector(hall: Hall, language: str) -> None:
    tour = begin(hall, "screen", language)
    look = tour.looker
    look.sizes = PROJECTORS
    hall.scene(tour.session, "question")
    screen = hall.screen(tour.session)
    look.at(screen, "question-none")
    asked = ask(tour)
    expect(screen.locator("[data-number=box]")).to_have_text("4")
    look.at(screen, "question-box")
    for at, question in enumerate(asked[:3]):
        hall.host("POST", f"/api/questions/{question['id']}/show")
        expect(screen.locator("blockquote")).to_have_text(ASKED[language][at])
        look.at(screen, f"question-{at}")
    answer(tour, asked[0])
    hall.host("POST", f"/api/questions/{asked[0]['id']}/show")
    for kind in ("satisfied", "mostly", "unsatisfied"):
        hall.by(tour.voters[0], "PUT", f"/api/questions/{asked[0]['id']}/verdict", json={"verdict": kind})
        expect(screen.locator(f".st.{kind}")).to_be_visible()
        look.at(screen, f"question-{kind}")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_room_as_judge_looks_right_on_the_projector(hall: Hall, language: str) -> None:
    tour = begin(hall, "screen", language)
    tour.looker.sizes = PROJECTORS
    asked = ask(tour)
    hall.host("PATCH", f"/api/sessions/{tour.session['id']}/questions", json={"judges": "room"})
    hall.host("POST", f"/api/questions/{asked[0]['id']}/show")
    answer(tour, asked[0])
    screen = hall.screen(tour.session)
    for at, voter in enumerate(tour.voters):
        verdict = {"verdict": ("satisfied", "satisfied", "mostly", "unsatisfied")[at % 4]}
        hall.by(voter, "PUT", f"/api/questions/{asked[0]['id']}/verdict", json=verdict)
    expect(screen.locator(".found li").first).to_contain_text("12")
    tour.looker.at(screen, "question-room")
    tour.looker.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hosts_page_looks_right(hall: Hall, language: str) -> None:
    tour = begin(hall, "host", language)
    look, path = tour.looker, f"/api/sessions/{tour.session['id']}/questions"
    look.sizes = LAPTOPS
    page = hall.console(locale=language)
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/questions")
    look.at(page, "questions-none")
    asked = ask(tour)
    page.reload()
    look.at(page, "questions-box")
    drawn = hall.host("POST", f"{path}/draw")["question"]
    answer(tour, drawn)
    whose = next(at for at, each in enumerate(asked) if each["id"] == drawn["id"])
    hall.by(tour.voters[whose], "PUT", f"/api/questions/{drawn['id']}/verdict", json={"verdict": "mostly"})
    hall.host("PATCH", path, json={"moderated": True})
    text = {"zh-CN": "还有一题？", "en": "One more?", "ja": "もう1つ？"}[language]
    look.typed.append(text)
    hall.by(tour.voters[9], "POST", path, json={"text": text})
    expect(page.locator(".card-now .words")).to_be_visible()
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/questions?tab=waiting")
    for fold in ("#lot", "#rules"):
        page.click(f"{fold} summary")
    look.at(page, "questions-waiting")
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/questions?tab=shown")
    look.at(page, "questions-shown")
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/questions?tab=in&text=zzz")
    look.at(page, "questions-nothing")
    hall.host("POST", f"{path}/end", json={})
    page.goto(f"{hall.server.url}/host/{tour.session['id']}/questions?refused=conflict")
    look.at(page, "questions-over")
    look.is_content()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_count_what_was_asked(hall: Hall, language: str) -> None:
    tour = begin(hall, "print", language)
    asked = ask(tour)
    for at, verdict in ((0, "satisfied"), (1, "unsatisfied"), (2, None)):
        hall.host("POST", f"/api/questions/{asked[at]['id']}/show")
        if verdict:
            answer(tour, asked[at])
            hall.by(tour.voters[at], "PUT", f"/api/questions/{asked[at]['id']}/verdict", json={"verdict": verdict})
    page = hall.console(locale=language)
    page.goto(f"{hall.server.url}/print/{tour.session['id']}/minutes")
    tour.looker.at(page, "minutes-questions")
    tour.looker.is_content()
