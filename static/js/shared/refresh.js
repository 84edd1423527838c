// The page fetches itself again and swaps what has changed: sentences are written in one place, on the server.
import { attach, detach, say } from "./behaviours.js"

const FIRST_RETRY_MS = 500, LAST_RETRY_MS = 8_000
export const GIVE_UP_MS = 10_000
const LOOK_MS = 50, LONGEST_PRESS_MS = 1_000
const SWAPPED = ["body > header", "main"]
const IN_MAIN = "main, main *"
const RESTS = "main > [tabindex='-1']"  // where the focus rests if main itself is no box
const TICKED = "input[id][data-stays]"
const TYPED = "input[id]:not([type]), input[id][type=text], input[id][type=number], textarea[id], select[id]"

const changes = new Map(), wanted = []
export let running = null
let again = null, pressedAt = -Infinity

addEventListener("pointerdown", () => (pressedAt = performance.now()), true)
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => (pressedAt = -Infinity), true)

// Refreshes that are asked for while one runs become one more, unless by then none is needed. `url` moves the page to
// another address of its own.
export function refresh(url = null, isNeeded = () => true) {
  if (url) history.replaceState(history.state, "", url)
  if (!running) return run(untilDone())
  wanted.push(isNeeded)
  return (again = again || running.then(onceMore))
}

// → once what it does to the page is done; what is asked for meanwhile waits for that.
export function run(work) {
  return (running = work.finally(() => (running = null)))
}

function onceMore() {
  again = null
  return wanted.splice(0).some(isNeeded => isNeeded()) ? refresh() : undefined
}

// Another member of the group changed the ballot they share: the page shows it and says so, once for each revision.
export async function refreshChanged(poll, revision) {
  if (revision <= (changes.get(poll) || 0)) return
  changes.set(poll, revision)
  await refresh()
  sayChanged(poll)
}

export function sayChanged(poll) {
  const note = document.querySelector(`[data-poll="${poll}"] [data-part="changed"]`)
  if (note) note.hidden = false
}

async function untilDone() {
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
    const page = await fetched().catch(() => ({}))
    if (page.html || page.moved) return released().then(() => swap(page))
    await new Promise(done => setTimeout(done, (page.againMs || 0) + retryMs * (0.5 + Math.random())))
  }
}

// A button that is swapped between its press and its release is never clicked.
export async function released() {
  while (performance.now() - pressedAt < LONGEST_PRESS_MS) await new Promise(done => setTimeout(done, LOOK_MS))
}

async function fetched() {
  const control = new AbortController()
  const patience = setTimeout(() => control.abort(), GIVE_UP_MS)
  try {
    const answer = await fetch(location.href, { cache: "no-store", credentials: "same-origin", signal: control.signal })
    if (answer.status >= 500 || answer.status === 429) return { againMs: 1_000 * answer.headers.get("Retry-After") }
    if (answer.redirected) return { moved: answer.url }
    return ours(await answer.text()) || {}
  } finally {
    clearTimeout(patience)
  }
}

export function ours(html) {
  return html.includes("data-version=") ? { html } : null  // a hotspot's sign-in page is not
}

export function swap({ moved, html }) {
  if (moved) return location.assign(moved)
  const fresh = new DOMParser().parseFromString(html, "text/html")
  const pairs = SWAPPED.map(selector => [document.querySelector(selector), fresh.querySelector(selector)])
  const isSameShape = pairs.every(([old, now]) => !old === !now)
  if (!isSameShape || styleOf(fresh) !== styleOf(document) || fresh.documentElement.dataset.version !== document.documentElement.dataset.version) {
    return location.reload()
  }
  const back = whereWeAre()
  document.title = fresh.title
  copyAttributes(fresh.documentElement, document.documentElement, ["lang", "class"])
  copyAttributes(fresh.body, document.body, ["class", "data-scene"])
  pairs.filter(([old]) => old).forEach(exchange)
  back()
}

// A projector whose meeting is gone is told so on a page of the phones.
function styleOf(page) {
  return page.querySelector("link[rel=stylesheet]").getAttribute("href")
}

function exchange([old, now]) {
  const adopted = document.adoptNode(now)
  detach(old)
  old.replaceWith(adopted)
  attach(adopted)
}

function copyAttributes(from, to, names) {
  for (const name of names) {
    if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name))
    else to.removeAttribute(name)
  }
}

// The reader's place: focus, opened lists, what is typed or ticked and not sent and, on the same kind of page, how far
// it was scrolled.
function whereWeAre() {
  const main = document.querySelector("main"), title = document.title
  const focused = document.activeElement, wasInside = focused.closest(SWAPPED.join()), again = sameAs(focused)
  const typed = [...main.querySelectorAll(TYPED)].filter(({ readOnly }) => !readOnly).map(({ id, value }) => ({ id, value }))
  const ticked = [...main.querySelectorAll(TICKED)].filter(({ checked, defaultChecked }) => checked !== defaultChecked)
  const opened = [...document.querySelectorAll("details[id]")].map(({ id, open }) => ({ id, open }))
  const kind = main.dataset.page
  return () => {
    const now = document.querySelector("main")
    for (const { id, open } of opened) {
      const list = document.getElementById(id)
      if (list) list.open = open
    }
    if (now.dataset.page !== kind) scrollTo(0, 0)
    else typed.forEach(({ id, value }) => putBack(document.getElementById(id), value))
    for (const { id, checked } of ticked) {
      const box = document.getElementById(id)
      if (box && box.matches(TICKED)) box.checked = checked
    }
    const isElsewhere = now.dataset.page !== kind && !focused.id && focused.matches(IN_MAIN)
    const same = isElsewhere ? null : again()
    if (same || wasInside) (same || now.querySelector(RESTS) || now).focus({ preventScroll: true })
    if (document.title !== title) say(document.title)
  }
}

// What has the focus, on the page as it is then: by its id, else what reads alike, in its own place if it can.
function sameAs(focused) {
  if (focused.id) return () => document.getElementById(focused.id)
  const told = ({ textContent, name, value }) => JSON.stringify([textContent.trim(), name, value])
  const kin = () => [...document.querySelectorAll(focused.localName)].filter(one => one.closest(SWAPPED.join()))
  const at = kin().indexOf(focused), was = told(focused)
  return () => at >= 0 && [kin()[at], ...kin()].find(one => one && told(one) === was)
}

function putBack(field, value) {
  if (!field || !field.matches(TYPED) || field.readOnly || field.value === value) return
  const before = field.value
  field.value = value
  if (field.value !== value) field.value = before  // a choice that is no longer offered
}
