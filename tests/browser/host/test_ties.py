"""A tie settled while everybody looks, and a lot that a phone draws again."""

from __future__ import annotations

from hashlib import sha256

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, enter, press_twice

BOUNCE_MS = 400
SEED = "上证 3444.43"
TEXTS = ["", "abc", "界" * 40, *("x" * length for length in (54, 55, 56, 63, 64, 65, 119, 120, 1_000))]


def tied(hall: Hall) -> tuple[Json, Json]:
    """A closed list of two places, three of whose options are tied for the second."""
    options = [{"title": f"项目{n}"} for n in "甲乙丙丁戊"]
    session = hall.session(polls=[{"title": "民生实事项目", "winners": 2, "options": options}])
    poll = session["polls"][0]
    hall.open(poll)
    for choices in ([0, 1], [0, 2], [0, 3]):
        hall.cast(hall.join(session), poll, choices)
    hall.close(poll)
    return session, poll


def order(poll: Json, seed: str) -> list[str]:
    """The titles of the tied in the order of a lot that is drawn here."""
    keys = {sha256(f"{seed}\0{option['id']}".encode()).hexdigest(): option["title"] for option in poll["options"][1:4]}
    return [keys[key] for key in sorted(keys)]


def test_a_lot_shows_on_every_page_at_once_while_the_tie_is_shown(hall: Hall) -> None:
    session, poll = tied(hall)
    page, screen = hall.console(), hall.screen(session)
    page.goto(f"{hall.server.url}/host/{session['id']}")
    press_twice(page, "#publish")
    expect(screen.locator(".places .tie")).to_have_count(3)
    phone = hall.phone(f"/j/{session['join_code']}")
    enter(phone)
    expect(phone.locator(".results .is-tied")).to_have_count(3)

    expect(page.locator("#primary")).to_contain_text("并列")
    page.keyboard.press("Space")
    page.click("#way-lot summary")
    page.fill("#seed", SEED)
    page.click("#settle-lot")
    page.wait_for_timeout(BOUNCE_MS)
    page.click("#settle-lot")

    drawn = order(poll, SEED)
    expect(screen.locator(".places .title")).to_have_text(["项目甲", drawn[0]])
    expect(screen.locator(".tienote .drawn")).to_have_text([f"{at}{title}" for at, title in enumerate(drawn, start=1)])
    expect(phone.locator(".rank .t")).to_have_text(["项目甲", drawn[0]])
    expect(page.locator(".ways")).to_have_count(0)
    hall.calm()


def test_a_runoff_from_the_console_settles_the_tie(hall: Hall) -> None:
    session, poll = tied(hall)
    page, screen = hall.console(), hall.screen(session)
    hall.scene(session, "tally", poll)
    page.goto(f"{hall.server.url}/host/{session['id']}?poll={poll['id']}")

    page.click("#decide")
    press_twice(page, "#settle-runoff")
    expect(page.locator(".now h2")).to_have_text("加投：民生实事项目")
    expect(screen.locator(".cut.open")).to_contain_text("待加投")
    again = hall.again(session)["polls"][1]
    hall.open(again)
    hall.cast(hall.join(session), again, [2])
    hall.close(again)
    expect(page.locator(".now .tag")).to_have_text("已截止")
    hall.reveal(again)

    expect(screen.locator(".bars .top .name")).to_have_text(["项目甲", "项目丁"])
    expect(screen.locator(".tienote")).to_contain_text("经加投产生")


def test_a_host_without_script_settles_with_plain_forms(hall: Hall) -> None:
    session, poll = tied(hall)
    page = hall.console(java_script_enabled=False)
    page.goto(f"{hall.server.url}/host/{session['id']}/results?poll={poll['id']}")
    page.click("#way-organizer summary")
    page.check(f"input[value='{poll['options'][2]['id']}']")
    page.fill("#reason", "资金已到位")

    page.click("#settle-organizer")

    expect(page.locator(".judged .top .name")).to_have_text(["项目甲", "项目丙"])
    expect(page.locator(".panel .note")).to_contain_text("资金已到位")


def public(hall: Hall, **more: bool) -> tuple[Page, Json]:
    session, poll = tied(hall)
    hall.reveal(poll)
    hall.host("POST", f"/api/polls/{poll['id']}/tie", json={"method": "lot", "seed": SEED})
    page = hall.phone(f"/r/{session['id']}", **more)
    page.click(".lot summary")
    return page, poll


def test_a_phone_draws_the_lot_again_without_https(insecure_hall: Hall) -> None:
    page, poll = public(insecure_hall)
    assert page.evaluate("self.crypto.subtle === undefined")  # the control: nothing but our own can hash here
    titles = page.locator(".draw .t")

    page.evaluate("for (const key of document.querySelectorAll('.draw .key')) key.textContent = ''")
    page.click(".lot .btn")
    expect(page.locator(".outcome .same")).to_be_visible()
    first = sha256(f"{SEED}\0{page.locator('.draw li').first.get_attribute('data-option')}".encode()).hexdigest()
    expect(page.locator(".draw .key").first).to_have_text(first)

    page.fill(".lot input", "另一个签号")
    page.click(".lot .btn")
    expect(page.locator(".outcome .other")).to_be_visible()
    expect(page.locator(".outcome .same")).to_be_hidden()
    assert [text.split()[0] for text in titles.all_inner_texts()] == order(poll, "另一个签号")
    expect(page.locator(".draw .won")).to_have_count(1)


def test_our_hash_is_sha_256(hall: Hall) -> None:
    page, _ = public(hall)
    script = page.locator("script[src$='main.js']").get_attribute("src") or ""

    ours = page.evaluate(
        "([path, texts]) => import(path).then(({ sha256 }) => texts.map(sha256))",
        [script.replace("main.js", "phone/sha256.js"), TEXTS],
    )

    assert ours == [sha256(text.encode()).hexdigest() for text in TEXTS]


def test_without_script_nothing_on_the_public_page_is_dead(hall: Hall) -> None:
    page, poll = public(hall, java_script_enabled=False)

    expect(page.locator(".draw .t")).to_contain_text(order(poll, SEED))
    expect(page.locator(".seed")).to_contain_text(SEED)
    expect(page.locator(".command")).to_be_visible()
    expect(page.locator("button, input").locator("visible=true")).to_have_count(2)
    expect(page.locator(".check button, .check input")).to_have_count(2)  # which works by itself
