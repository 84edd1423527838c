// The projector's first view: one press unlocks sound, full screen and wake lock, and what did not work is said.
// A tab that was started once comes back to the room by itself; only sound may need another click then.
import { listen } from "../shared/behaviours.js"
import { keepAwake } from "./keep-awake.js"
import { watchLink } from "../shared/connection.js"
import { hear } from "../shared/messages.js"
import { bell, unlock } from "../shared/sound.js"

const STARTED = "started"
const HEARD_MS = 1_500, READ_MS = 20_000
const NO_START = /^(F\d+|Escape|Tab|Shift|Control|Alt|AltGraph|Meta|CapsLock|NumLock|OS)$/

export function start(view, signal) {
  hear("bell", bell, signal)  // the host tries whether it is heard in the hall
  if (wasStarted()) return comeBack(view, signal)
  open(view, signal)
  let state = "ready", timer = 0

  const begin = async () => {
    if (state !== "ready") return leave()
    state = "asking"
    remember()
    // All three at once: each of them needs the press itself.
    const asked = { sound: unlock(), full: fullScreen(), awake: keepAwake(signal) }
    const found = Object.fromEntries(await Promise.all(Object.entries(asked).map(async ([name, done]) => [name, await done])))
    for (const name in found) say(view, name, found[name] ? "yes" : "no")
    if (found.sound) bell()
    state = "asked"
    const isAllThere = Object.values(found).every(Boolean)
    view.dataset.state = isAllThere ? "done" : "partly"
    timer = setTimeout(leave, isAllThere ? HEARD_MS : READ_MS)
  }
  const leave = () => {
    if (state !== "asked") return
    clearTimeout(timer)
    close(view)
  }
  listen(view, "click", begin, signal)
  listen(document, "keydown", event => {
    if (view.hidden || event.ctrlKey || event.metaKey || event.altKey || NO_START.test(event.key)) return
    event.preventDefault()
    begin()
  }, signal)
}

function open(view, signal) {
  const size = view.querySelector("[data-part=size]"), link = view.querySelector("[data-part=link]")
  const measure = () => (size.textContent = [innerWidth, innerHeight].map(side => Math.round(side * devicePixelRatio)).join(" × "))
  view.hidden = false
  document.body.dataset.starting = ""
  view.querySelector("button").focus()
  measure()
  listen(window, "resize", measure, signal)
  watchLink(isLost => (link.dataset.is = isLost ? "no" : "yes"), signal)
}

function close(view) {
  view.hidden = true
  delete document.body.dataset.starting
}

function say(view, name, is) {
  for (const part of view.querySelectorAll(`[data-part=${name}]`)) part.dataset.is = is
}

function comeBack(view, signal) {
  const hint = document.getElementById("unheard")
  keepAwake(signal)
  unlock().then(isHeard => (hint.hidden = isHeard))
  setTimeout(() => (hint.hidden = true), READ_MS)
  const again = () => unlock().then(isHeard => isHeard && (hint.hidden = true))
  for (const press of ["click", "keydown"]) listen(document, press, again, signal)
}

async function fullScreen() {
  try {
    if (!document.fullscreenElement) await document.documentElement.requestFullscreen()
    return true
  } catch {
    return false
  }
}

// Storage may be closed to the page; then every reload asks again.
function wasStarted() {
  try {
    return sessionStorage.getItem(STARTED) === "yes"
  } catch {
    return false
  }
}

function remember() {
  try {
    sessionStorage.setItem(STARTED, "yes")
  } catch {
    return
  }
}
