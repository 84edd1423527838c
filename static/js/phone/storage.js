// What this phone keeps of one voter's ballot in one poll: the next voter on the same phone has other keys.
// A browser may refuse storage or have no room left: then the tab's own serves, and memory until the page is left.
import { listen } from "../shared/behaviours.js"

// Even naming the storage throws in some browsers' private windows, so it is fetched as late as this.
const AREAS = [() => localStorage, () => sessionStorage]
const memory = new Map()

// → whether a reload would find it. `of` names {voter, poll}, as an element's dataset does.
export function keep(kind, of, value) {
  const key = keyOf(kind, of), text = JSON.stringify(value)
  forgetIn(key, AREAS.slice(1))
  for (const area of AREAS) {
    if (attempt(() => (area().setItem(key, text), true), false)) return true
    forgetIn(key, [area])  // an older value must not outlive the newer one
  }
  memory.set(key, text)
  return false
}

export function kept(kind, of) {
  const key = keyOf(kind, of)
  const texts = AREAS.map(area => attempt(() => area().getItem(key), null))
  const text = texts.find(Boolean) || memory.get(key)
  return text ? attempt(() => JSON.parse(text), null) : null
}

export function forget(kind, of) {
  forgetIn(keyOf(kind, of), AREAS)
}

// What this phone kept of others' ballots in the same poll: whoever votes on it next need not read it.
export function forgetOthers(kind, of) {
  const mine = keyOf(kind, of)
  const isOther = key => key !== mine && key.startsWith(`topfive ${kind} `) && key.endsWith(` ${of.poll}`)
  for (const area of AREAS) attempt(() => Object.keys(area()).filter(isOther).forEach(key => forgetIn(key, [area])))
}

// Whether somebody typed or ticked since the page was drawn: on slow Wi-Fi that is before the script is there, and newer
// than what was kept.
export function isTouched(field) {
  if (field instanceof RadioNodeList) return [...field].some(isTouched)
  return /checkbox|radio/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue
}

// Calls handler() when another tab kept or forgot it.
export function watchKept(kind, of, handler, signal) {
  listen(window, "storage", ({ key }) => (key === null || key === keyOf(kind, of)) && handler(), signal)
}

function keyOf(kind, { voter, poll }) {
  return `topfive ${kind} ${voter} ${poll}`
}

function forgetIn(key, areas) {
  memory.delete(key)
  for (const area of areas) attempt(() => area().removeItem(key))
}

function attempt(action, otherwise) {
  try {
    return action()
  } catch (error) {
    return otherwise
  }
}
