"""What people type is shown as they typed it: on every page, in every field, nothing of it runs."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page, expect

from tests.browser.hall import PHONE, Hall, Json, enter
from tests.browser.looks.test_call import FAR, links_for, set_deadline

BAIT = """<img src=x onerror=name=1><b id=bait>'"&lt;{{7}}%(n)s"""
SHOWN = {
    "join": ("title", "organization", "group"),
    "hold": ("title", "organization", "place"),
    "voting": ("list", "group"),
    "tally": ("list", "option"),
    "groups": ("list", "option", "group"),
    "reveal": ("list", "option", "department"),
}
RAN = """() => [
  ...[...document.querySelectorAll("img, #b, script:not([src]), iframe:not([src^='/screen/'])")]
    .map(each => each.outerHTML),
  ...[...document.querySelectorAll("*")].filter(each => each.getAttributeNames().some(name => name.startsWith("on")))
    .map(each => each.outerHTML),
  ...(name === "1" ? ["a handler ran"] : []),
]"""
TEXTS = """() => [...document.querySelectorAll("input, textarea")].map(each => each.value).join("\\n")
  + "\\n" + document.body.textContent"""


def baited(field: str, n: int = 0) -> str:
    return f"{field}{n} {BAIT}"


def session(hall: Hall, **more: str) -> Json:
    keys = {"title": "option", "department": "department", "description": "description"}
    options = [{name: baited(key, n) for name, key in keys.items()} for n in range(3)]
    return hall.session(
        title=baited("title"),
        organization=baited("organization"),
        place=baited("place"),
        starts_at="2026-12-05T14:00:00+08:00",
        wifi={"ssid": "ssid <b>'\"&;,:\\", "password": "word <b>'\"&;,:\\"},
        groups=[{"name": baited("group"), "seats": 3}],
        polls=[{"title": baited("list"), "options": options}],
        **more,
    )


def is_text(page: Page, *fields: str) -> None:
    """Nothing of the bait became an element, and each of the fields stands there as it was typed."""
    assert page.evaluate(RAN) == [], page.url
    shown = page.evaluate(TEXTS)
    assert [field for field in fields if baited(field) not in shown] == [], page.url


def visit(page: Page, addresses: Iterable[tuple[str, tuple[str, ...]]], base: str) -> None:
    for address, fields in addresses:
        page.goto(base + address)
        is_text(page, *fields)


def scenes(hall: Hall, held: Json, screen: Page, kinds: Iterable[str]) -> None:
    for kind in kinds:
        hall.scene(held, kind, held["polls"][0] if kind not in ("join", "hold") else None, 1)
        expect(screen.locator(f'main[data-page="{kind}"]')).to_be_visible()
        is_text(screen, *SHOWN[kind])
        screen.reload()
        is_text(screen, *SHOWN[kind])


def test_nothing_typed_runs_on_any_phone_page(hall: Hall) -> None:
    hall.forgive("404", "422", "401", "ERR_FAILED")
    held = session(hall)
    poll = held["polls"][0]
    phone = hall.phone(f"/j/{held['join_code']}/1")
    is_text(phone, "title", "organization", "place", "group")
    enter(phone)
    is_text(phone, "title", "group", "list", "option", "department", "description")
    hall.open(poll)
    expect(phone.locator(".ballot")).to_be_visible()
    is_text(phone, "list", "option", "department", "description")
    phone.route("**/ballot", lambda route: route.abort())
    phone.click("label[for=o1]")
    phone.click(".bar .btn")
    expect(phone.locator(".steps")).to_be_visible()
    is_text(phone, "option", "list")
    phone.unroute_all()
    expect(phone.locator(".card .code strong")).to_be_visible()
    is_text(phone, "list", "option")
    hall.close(poll)
    hall.reveal(poll)
    expect(phone.locator(".results")).to_be_visible()
    is_text(phone, "title", "list", "option", "department")
    visit(phone, [(f"/{BAIT}", ()), (f"/j/{BAIT}", ()), (f"/host/sign-in?next={BAIT}", ())], hall.server.url)


def test_a_choice_changed_elsewhere_is_told_as_text(hall: Hall) -> None:
    hall.forgive("409")
    held = session(hall)
    hall.open(held["polls"][0])
    phone = hall.phone(f"/j/{held['join_code']}/1")
    enter(phone)
    other = hall.page(PHONE)
    other.context.add_cookies(phone.context.cookies())  # type: ignore[arg-type]
    other.goto(phone.url)
    for page, option in ((other, 1), (phone, 2)):
        page.click(f"label[for=o{option}]")
        page.click(".bar .btn")
    expect(phone.locator(".ballot .notice")).to_contain_text(baited("option"))
    is_text(phone, "option")


def test_nothing_typed_runs_on_any_scene(hall: Hall) -> None:
    held = session(hall)
    poll = held["polls"][0]
    screen = hall.screen(held)
    scenes(hall, held, screen, ("join", "hold", "voting"))
    hall.open(poll)
    hall.cast(hall.join(held, 0), poll, [0])
    scenes(hall, held, screen, ("join", "voting", "tally"))
    hall.close(poll)
    scenes(hall, held, screen, ("tally", "groups", "reveal"))
    expect(screen.locator(".places .title")).to_have_text(baited("option"))


def test_nothing_typed_runs_on_any_page_of_the_host(hall: Hall) -> None:
    hall.forgive("422", "404")
    held = session(hall)
    poll, base = held["polls"][0], hall.server.url
    page = hall.console()
    console, results = f"/host/{held['id']}", f"/host/{held['id']}/results"
    visit(page, [("/host", ("title", "list")), (console, ("title", "organization", "list", "group"))], base)
    visit(page, [(f"{console}/pictures", ("title", "list", "option", "department"))], base)
    hall.open(poll)
    hall.cast(hall.join(held, 0), poll, [0])
    visit(page, [(f"{console}?refused={BAIT}", ("title", "list", "group")), (results, ("list", "option"))], base)
    hall.close(poll)
    visit(page, [(console, ("list", "option", "department")), (results, ("list", "option", "department"))], base)
    minutes = ("title", "organization", "place", "list", "option", "department", "group")
    visit(page, [(f"/print/{held['id']}/minutes", minutes)], base)
    hall.reveal(poll)
    visit(page, [(console, ("list",)), (results, ("list", "option")), (f"/host/{BAIT}", ())], base)
    page.goto(f"{base}/host/new")
    page.click("#more summary")
    for field in ("title", "organization", "place"):
        page.fill(f"#{field}", baited(field))
    page.fill("#listing", f"list,title,department\n{BAIT},{BAIT},{BAIT}\n,,\nlist,,x")
    page.fill("#groups", f"{BAIT}, many\n{BAIT}")
    for press in (page.locator("#groups").blur, page.locator("button[value=create]").click):
        press()
        expect(page.locator(".tabs .bad")).to_be_visible()
        is_text(page, "title", "organization", "place")


def test_nothing_typed_runs_on_the_tellers_pages(hall: Hall) -> None:
    hall.forgive("422")
    held, page, base = session(hall, admission="ticket"), hall.console(), hall.server.url
    tickets = f"/api/sessions/{held['id']}/tickets"
    hall.host("POST", tickets, json={"group": held["groups"][0]["id"], "count": 2})
    hall.open(held["polls"][0])
    teller, one = f"/teller/{held['id']}", ("title", "group", "list", "option", "department")
    visit(page, [(f"{teller}?q={BAIT}&told=once&sheet={BAIT}", ("title",)), (f"{teller}?q=1-01&way=paper", one)], base)
    page.fill("#numbers", BAIT)
    page.click("[value=send]")
    is_text(page, *one)
    paper = f"/api/polls/{held['polls'][0]['id']}/paper"
    hall.host("POST", paper, json={"ticket": "1-01", "choices": [held["polls"][0]["options"][0]["id"]]})
    page.fill("#numbers", "2")
    page.click("[value=send]")
    page.goto(f"{base}{teller}?q=1-01&way=paper")
    expect(page.locator("button[value=withdraw]")).to_be_visible()  # all hosts are one person, who has keyed it
    is_text(page, *one)
    visit(page, [(f"/print/{held['id']}/papers", ("title", "organization", *one[1:]))], base)


def test_nothing_typed_runs_on_the_pages_of_a_call_for_items(hall: Hall) -> None:
    hall.forgive("422")
    held, host, base = session(hall), hall.console(), hall.server.url
    place = f"/host/{held['id']}/items"
    set_deadline(host, hall, held, FAR, baited("note"))
    (link,) = links_for(host, hall, held, baited("d"))
    is_text(host, "title", "list", "d")
    page = hall.page(PHONE)
    page.goto(link)
    for field in ("title", "description"):
        page.fill(f"#{field}", baited(field))
    page.set_input_files("#document", {"name": f"{BAIT}.pdf", "mimeType": "application/pdf", "buffer": BAIT.encode()})
    page.click("[value=save]")
    expect(page.locator("#wrong-document")).to_be_visible()
    is_text(page, "title", "organization", "d", "note", "description")
    visit(host, [(place, ("title", "d", "list")), (f"{place}?by=department&at={BAIT}", ("title", "d"))], base)
    host.goto(base + place)
    host.click("details.edit > summary")
    host.fill("[name=reason]", baited("reason"))
    host.click("[value=leave-out]")
    host.wait_for_url("**told=left-out*")
    is_text(host, "title", "reason")
