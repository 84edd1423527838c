// Most host pages are made anew by each press. What was typed beside it, in other forms of the page, goes along, as do
// the reader's place and focus. What was sent itself comes back only on a page that refuses it.
import { listen } from "../shared/behaviours.js"

const KEY = "typed", FRESH_MS = 60_000
const KINDS = ["hidden", "file", "password", "submit"]
const REFUSED = "main [role=alert]", SAID = "main > [role=status]"  // what the reader is to see at the top

export function start(_header, signal) {
  restore()
  listen(document, "submit", event => {
    const { target: form, submitter } = event
    if (!event.defaultPrevented && form.getAttribute("method") === "post") keep(form, submitter)
  }, signal)
}

function keep(sent, submitter) {
  const typed = fields().filter(field => stateOf(field) !== defaultOf(field)).map(field => ({
    name: nameOf(field), state: stateOf(field), before: defaultOf(field), isSent: field.form === sent,
  }))
  const kept = { page: page(), at: Date.now(), top: scrollY, typed, pressed: submitter ? nameOf(submitter) : "" }
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept))
  } catch { /* full, or forbidden: as without script */ }
}

function restore() {
  const kept = taken()
  if (!kept || kept.page !== page() || Date.now() - kept.at > FRESH_MS) return
  const isRefused = isSeen(REFUSED)
  const there = new Map(fields().map(field => [nameOf(field), field]))
  for (const { name, state, before, isSent } of kept.typed) {
    const field = there.get(name)
    if (field && (isRefused || !isSent) && defaultOf(field) === before) put(field, state)  // nobody else changed it
  }
  if (!isRefused && !isSeen(SAID)) stay(kept)
}

function isSeen(selector) {
  return [...document.querySelectorAll(selector)].some(({ offsetParent }) => offsetParent)
}

function taken() {
  try {
    const text = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    return JSON.parse(text)
  } catch {
    return null
  }
}

// Browsers go to a fragment once more when everything has loaded.
function stay({ top, pressed }) {
  const back = () => scrollTo(0, top)
  const button = [...document.querySelectorAll("main button[name]")].find(each => nameOf(each) === pressed)
  if (button && document.activeElement === document.body) button.focus({ preventScroll: true })
  back()
  if (document.readyState !== "complete") addEventListener("load", back, { once: true })
}

function fields() {
  const all = document.querySelectorAll("main input[name], main textarea[name], main select[name]")
  return [...all].filter(({ form, type, readOnly }) => form && !KINDS.includes(type) && !readOnly)
}

// The same field on the page that comes: ids and places may be another's there, what its form is about is not.
function nameOf({ form, name, type, value }) {
  const about = [...form.elements].filter(each => each.type === "hidden" && each.name !== "token")
  const own = type === "checkbox" || type === "radio" || type === "submit" ? value : ""
  return JSON.stringify([form.getAttribute("action"), form.id, about.map(each => [each.name, each.value]), name, own])
}

function stateOf({ type, checked, value }) {
  return type === "checkbox" || type === "radio" ? String(checked) : value
}

function defaultOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return String(field.defaultChecked)
  if (field.tagName !== "SELECT") return field.defaultValue
  const chosen = [...field.options].find(({ defaultSelected }) => defaultSelected) || field.options[0]
  return chosen ? chosen.value : ""
}

function put(field, state) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = state === "true"
  else field.value = state
  for (let fold = field.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
}

function page() {
  const { dataset, className } = document.querySelector("main")
  return [...location.pathname.split("/").slice(0, 3), dataset.page || className].join("/")
}
