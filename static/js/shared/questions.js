// The questions' part of a page: counts move in place; the rest is loaded anew when the server says that it changed,
// but not under the fingers of somebody who types.
import { listen } from "./behaviours.js"
import { refresh } from "./refresh.js"
import { hear } from "./messages.js"

const FIELDS = "textarea, input:not([type=hidden])"

export function start(part, signal) {
  const startedAt = performance.now()
  let isLate = false

  const renew = at => {
    if (at < startedAt) return  // this part was rendered after it
    if (isTyping(part)) isLate = true
    else refresh()
  }
  hear("questions", ({ view, box, waiting, supports }, at) => {
    put(part, "[data-number=box]", box)
    put(part, "[data-number=waiting]", waiting)
    for (const [id, count] of Object.entries(supports)) put(part, `[data-supports="${id}"]`, count)
    if (view !== part.dataset.asked) renew(at)
  }, signal)
  hear("own-questions", ({ view }, at) => part.dataset.own && view !== part.dataset.own && renew(at), signal)
  listen(part, "focusout", () => setTimeout(() => isLate && !signal.aborted && !isTyping(part) && refresh(), 0), signal)

  const text = part.querySelector("#q"), length = part.querySelector("[data-part=length]")
  if (!text) return
  const count = () => (length.textContent = `${[...text.value].length} / 120`)
  listen(text, "input", count, signal)
  setTimeout(count, 0)  // what was typed before is put back first
}

function isTyping(part) {
  const field = document.activeElement
  return part.contains(field) && field.matches(FIELDS) && field.value !== ""
}

function put(part, selector, count) {
  if (count === undefined) return
  for (const element of part.querySelectorAll(selector)) element.textContent = count
}
