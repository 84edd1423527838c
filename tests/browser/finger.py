"""What a finger does on a phone's ballot, and what the phone then shows and keeps."""

from __future__ import annotations

from playwright.sync_api import Page, expect

CHOSEN = ".pick:checked"


def tick(phone: Page, *options: int) -> None:
    for option in options:
        phone.click(f"label[for=o{option + 1}]")


def marked(phone: Page) -> list[int]:
    found: list[int] = phone.evaluate(
        "[...document.querySelectorAll('.pick')].map((pick, at) => pick.checked ? at : -1).filter(at => at >= 0)"
    )
    return found


def receipt(phone: Page) -> str:
    return phone.locator(".card .code strong").inner_text()


def sent(phone: Page) -> str:
    phone.click(".bar .btn")
    expect(phone.locator(".card .code strong")).to_be_visible()
    return receipt(phone)


def again(phone: Page) -> None:
    """As from the QR code once more, which leads to the participant's own page."""
    phone.goto(phone.url.split("?")[0])


def kept(phone: Page) -> int:
    """What waits to be sent; what was received stays for its voter to see."""
    keys = "[...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
    return int(phone.evaluate(f"{keys}.filter(key => !key.startsWith('topfive own ')).length"))
