"""A phone 320 pixels wide, zoomed to 200 % or with text set twice as large: everything reflows, and all is reached."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Json, enter
from tests.browser.looks.test_every_page import Tour, begin

# To a page both are the same: 10 rem are all its width, and its styles ask for that in rem.
DOUBLED = (160, 320)
NARROW = (320, 640)
LOOKS, LOOK_MS = 20, 50
# Host pages are measured in pixels where a laptop's are meant: at 320 (a laptop at 400 %) their text alone is doubled.
LARGER = "document.documentElement.style.setProperty('font-size', '200%', 'important')"
# Sideways nothing is off the page, and no text is cut by a box that hides what is too much for it.
CUT = """() => {
  const wrong = []
  const name = one => `${one.localName}.${one.className} "${one.textContent.trim().slice(0, 30)}"`
  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) wrong.push(`the page is ${scrollWidth} wide`)
  const scrolls = one => one && (/auto|scroll/.test(getComputedStyle(one).overflowX) || scrolls(one.parentElement))
  for (const one of document.querySelectorAll("body *")) {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one)
    if (!box.width || !one.textContent.trim()) continue
    if (one.closest(".sr, svg, iframe, details:not([open]) > :not(summary)")) continue
    if (scrolls(one.parentElement) || style.position === "absolute") continue
    if (box.right > innerWidth + 1 && box.height > 1) wrong.push(`${name(one)} ends at ${Math.round(box.right)}`)
    if (/hidden|clip/.test(style.overflowX + style.overflowY) && style.textOverflow !== "ellipsis") {
      const isCut = one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2
      if (isCut) wrong.push(`${name(one)} is cut`)
    }
  }
  return wrong
}"""
# Whether a press on its upper part would reach it, once it is scrolled to; and whether the bar leaves room to read.
REACHED = """found => {
  found.scrollIntoView({ block: found.closest(".bar") ? "nearest" : "start" })
  const { left, top, width, height } = found.getBoundingClientRect()
  const hit = document.elementFromPoint(left + width / 2, top + Math.min(height, 60) / 2)
  const bar = document.querySelector(".page .bar"), isRoomy = !bar || bar.offsetHeight < 0.6 * innerHeight
  return isRoomy && left >= 0 && left + width <= innerWidth + 1 && (found.contains(hit) || found.control === hit)
}"""


def is_reached(page: Page, action: str) -> bool:
    """A page that has just turned may still go to its top."""
    for _ in range(LOOKS):
        if page.locator(action).first.evaluate(REACHED):
            return True
        page.wait_for_timeout(LOOK_MS)
    return False


class Reader:
    def __init__(self, larger: bool = False) -> None:
        self.wrong: list[str] = []
        self._larger = larger

    def at(self, page: Page, name: str, *actions: str) -> None:
        if self._larger:
            page.evaluate(LARGER)
        self.wrong += [f"{name}: {each}" for each in page.evaluate(CUT)]
        for action in actions:
            if not is_reached(page, action):
                self.wrong.append(f"{name}: {action} is out of reach")

    def is_content(self) -> None:
        assert not self.wrong, "\n".join(self.wrong)


def narrow(hall: Hall, session: Json, size: tuple[int, int], big: int = 0) -> Page:
    where = f"/j/{session['join_code']}?big={big}"
    return hall.phone(
        where, size, locale="en", is_mobile=False, has_touch=False, device_scale_factor=NARROW[0] / size[0]
    )


def choose(phone: Page, *numbers: int) -> None:
    for number in numbers:
        phone.evaluate("number => document.getElementById(`o${number}`).click()", number)


def test_every_phone_page_reflows(hall: Hall) -> None:
    reader, tour = Reader(), begin(hall, "phone", "en")
    phone = narrow(hall, tour.session, DOUBLED)
    reader.at(phone, "join", "label[for=g4]", ".bar .btn")
    phone.check("#g1")
    enter(phone)
    reader.at(phone, "waiting", ".aa", ".langs a")
    hall.open(*tour.polls)
    expect(phone.locator(".ballot")).to_be_visible()
    votes(tour, phone, reader)
    hall.close(*tour.polls)
    expect(phone.locator(".card .btn")).to_have_count(0)
    reader.at(phone, "receipt-closed", ".aa")
    hall.reveal(*tour.polls)
    expect(phone.locator("main[data-page=result]")).to_be_visible()
    reader.at(phone, "result", "summary", "a.aside")
    for name, path, action in (
        ("code", "/", ".bar .btn"),
        ("help", "/help/network", "a"),
        ("error", "/nowhere", ".btn"),
    ):
        hall.forgive("404")
        phone.goto(hall.server.url + path)
        reader.at(phone, name, action)
    phone.goto(f"{hall.server.url}/r/{tour.session['id']}")
    reader.at(phone, "public", "summary")
    reader.is_content()


def votes(tour: Tour, phone: Page, reader: Reader) -> None:
    reader.at(phone, "ballot", "label[for=o1]", "label[for=o12]", ".bar .btn")
    choose(phone, *range(1, 7))
    reader.at(phone, "ballot-over", "label[for=o6]", ".bar .btn")
    choose(phone, 6)
    phone.click(".bar .btn")
    expect(phone.locator(f'main[data-page="ballot-{tour.polls[1]["id"]}"]')).to_be_visible()
    choose(phone, 1)
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_have_count(2)
    reader.at(phone, "receipt", ".card a.btn")


def test_large_text_of_the_page_itself_reflows(hall: Hall) -> None:
    reader, tour = Reader(), begin(hall, "phone", "en")
    phone = narrow(hall, tour.session, NARROW, big=1)
    expect(phone.locator("html.big")).to_have_count(1)
    reader.wrong += phone.evaluate(CUT)
    phone.check("#g1")
    enter(phone)
    hall.open(*tour.polls)
    expect(phone.locator(".ballot")).to_be_visible()
    reader.wrong += phone.evaluate(CUT)
    assert phone.locator("label[for=o12]").evaluate(REACHED)
    reader.is_content()


def test_console_results_and_setting_up_reflow(hall: Hall) -> None:
    reader, tour = Reader(larger=True), begin(hall, "host", "en")
    page, base = hall.console(NARROW, locale="en"), f"{hall.server.url}/host"
    console = f"{base}/{tour.session['id']}"
    page.goto(f"{base}/new?sample")
    reader.at(page, "set-up", "#title", "button[value=create]")
    page.goto(console)
    reader.at(page, "console-draft", "#primary", "#menu-more summary")
    hall.open(*tour.polls)
    tour.vote()
    expect(page.locator(".now .tag.on")).to_be_visible()
    reader.at(page, "console-open", "#primary", "#extend", "#menu-more summary")
    hall.close(*tour.polls)
    page.goto(f"{console}?poll={tour.polls[1]['id']}")
    reader.at(page, "console-tie", "#primary", "#decide")
    page.goto(f"{console}/results?poll={tour.polls[1]['id']}")
    reader.at(page, "results", ".tabs a", ".way summary", ".exports .btn")
    reader.is_content()
