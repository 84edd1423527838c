"""A title that turns directions turns itself and nothing beside it, as the browser puts the letters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, enter
from tests.browser.look import kept_at

RTL, POP, PARAGRAPH = "\u202e", "\u2069", "\u2029"
ARABIC, HEBREW = "\u0645\u0631\u062d\u0628\u0627", "\u05e9\u05dc\u05d5\u05dd"
# Open to the end, closing what is around it, beginning anew, and plain words of the scripts themselves.
ODD = (
    f"Lift{RTL}",
    f"{POP}{RTL}Park",
    f"Bus{PARAGRAPH}{RTL}stop",
    f"\u2067Lamps{POP}{POP}{RTL}",
    ARABIC,
    f"{HEBREW} 7",
)
# Text nodes without such letters: on each line their letters stand in the order in which they were written,
# and so do the pieces of a sentence that one element holds.
TURNED = r"""() => {
  const odd = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069]/
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let before = null
  for (let node; (node = walker.nextNode());) {
    const holder = node.parentElement
    if (!holder.checkVisibility() || !node.data.trim() || holder.closest("textarea, option, script, template, svg"))
      continue
    if (odd.test(node.data)) continue
    let last = before && before.parent === holder ? before.box : null
    for (const { index } of node.data.matchAll(/\S/gu)) {
      const range = document.createRange()
      range.setStart(node, index)
      range.setEnd(node, index + 1)
      const box = range.getBoundingClientRect()
      if (!box.width) continue
      if (last && Math.abs(box.top - last.top) < 2 && box.left < last.left - 0.5) {
        found.push(`${holder.tagName}.${holder.className}: ${node.data.trim()}`)
        break
      }
      last = box
    }
    before = { parent: holder, box: last }
  }
  return found
}"""


def named(name: str, at: int) -> str:
    return f"{name} {ODD[at % len(ODD)]}"


@pytest.fixture
def held(hall: Hall) -> Json:
    options = [
        {"title": named(f"Option {n}", n), "department": named("Office", n + 1), "description": named("Because", n + 2)}
        for n in range(6)
    ]
    return hall.session(
        title=named("Meeting", 0),
        organization=named("Town", 1),
        place=named("Hall", 2),
        locale="en",
        smallest_group=1,
        groups=[{"name": named(f"Table {n}", n), "seats": 3} for n in range(6)],
        polls=[{"title": named("List", n), "winners": 3, "options": options} for n in range(2)],
    )


@pytest.fixture
def seen(hall: Hall) -> Iterator[dict[str, list[str]]]:
    found: dict[str, list[str]] = {}
    yield found
    assert {name: turned for name, turned in found.items() if turned} == {}


def look(seen: dict[str, list[str]], page: Page, name: str) -> None:
    seen[name] = page.evaluate(TURNED)
    if path := kept_at("en", f"turned-{name}.png"):
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)


def test_the_look_finds_what_is_turned(hall: Hall) -> None:
    """The control: a title of each kind that is not kept to itself."""
    page = hall.phone("/", locale="en")
    assert page.evaluate(TURNED) == []
    for odd in ODD[:4]:
        page.evaluate("odd => { document.querySelector('main').innerHTML = `<p>${odd}<b> 12 votes</b></p>` }", odd)
        assert page.evaluate(TURNED) != [], repr(odd)


def test_phones_have_everything_beside_a_title_as_it_was(hall: Hall, held: Json, seen: dict[str, list[str]]) -> None:
    first, second = held["polls"]
    phone = hall.phone(f"/j/{held['join_code']}/1", locale="en")
    look(seen, phone, "phone-join")
    enter(phone)
    expect(phone.locator(".bar, .page").first).to_be_visible()
    look(seen, phone, "phone-waiting")
    hall.open(first, second)
    expect(phone.locator(".ballot")).to_be_visible()
    look(seen, phone, "phone-ballot")
    phone.route("**/ballot", lambda route: route.abort())
    hall.forgive("ERR_FAILED")
    for option in (1, 2, 3, 4):
        phone.click(f"label[for=o{option}]")
    phone.click(".bar .btn")
    expect(phone.locator(".steps")).to_be_visible()
    look(seen, phone, "phone-unsent")
    phone.unroute_all()
    phone.click("[data-part=now]")
    expect(phone.locator(f'main[data-page="ballot-{second["id"]}"]')).to_be_visible()
    phone.click("label[for=o6]")
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong").first).to_be_visible()
    look(seen, phone, "phone-receipt")
    hall.close(first, second)
    hall.reveal(first, second)
    expect(phone.locator(".results")).to_be_visible()
    phone.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    look(seen, phone, "phone-result")
    public = hall.phone(f"/r/{held['id']}", locale="en")
    look(seen, public, "public")


def test_the_projector_and_the_host_have_everything_beside_a_title_as_it_was(
    hall: Hall, held: Json, seen: dict[str, list[str]]
) -> None:
    first, second = held["polls"]
    screen, console = hall.screen(held, (1280, 720)), hall.console(locale="en")
    hall.open(first, second)
    for voter in range(6):
        bearer = hall.join(held, voter % 3)
        hall.cast(bearer, first, range(min(voter + 1, 5)))
        hall.cast(bearer, second, [voter])
    for kind in ("join", "hold", "voting", "tally"):
        show(hall, held, screen, seen, kind)
    console.goto(f"{hall.server.url}/host/{held['id']}")
    look(seen, console, "console")
    hall.close(first, second)
    for kind in ("tally", "groups", "reveal"):
        show(hall, held, screen, seen, kind, "-closed")
    for page in ("", "/results", "/agenda", "/announce", "/helpers"):
        console.goto(f"{hall.server.url}/host/{held['id']}{page}")
        look(seen, console, f"host{page.replace('/', '-')}")
    for page in ("minutes", "notice"):
        console.goto(f"{hall.server.url}/print/{held['id']}/{page}")
        look(seen, console, page)


def show(hall: Hall, held: Json, screen: Page, seen: dict[str, list[str]], kind: str, more: str = "") -> None:
    poll = None if kind in ("join", "hold") else held["polls"][0]
    hall.scene(held, kind, poll, 3)
    screen.reload()
    expect(screen.locator(f'main[data-page="{kind}"]')).to_be_visible()
    look(seen, screen, f"screen-{kind}{more}")
