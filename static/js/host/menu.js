// A menu closes on Esc and on a press beside it, the press that opens another one included. Without script its own
// heading closes it, and one that opens closes the others of its name.
import { listen } from "../shared/behaviours.js"

export function start(menu, signal) {
  const heading = menu.querySelector("summary")
  listen(document, "click", ({ target }) => {
    if (menu.open && !menu.contains(target)) menu.open = false
  }, signal)
  listen(document, "keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return
    const wasInside = menu.contains(document.activeElement)
    menu.open = false
    if (wasInside) heading.focus()
  }, signal)
}
