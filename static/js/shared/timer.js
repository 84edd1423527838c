// The clock of an item of the agenda, by the server's word and this device's steady clock. Over its time it counts up.
// On a projector it can be heard: one stroke a minute before the end, three at the end, one a minute later.
import { every } from "./behaviours.js"
import { hear } from "./messages.js"
import { bell, knock } from "./sound.js"

const STROKE_MS = 700
const WARN_S = 60
const HEARD_WITHIN_S = 2  // what was passed while the page was away is not rung any more

export function start(face, signal) {
  const { item: id, planned, left, runs, ready } = face.dataset
  const root = face.closest("[data-clock]") || face
  let base = Number(left), at = performance.now(), isRunning = Boolean(runs), isReady = Boolean(ready), before = base

  const draw = () => {
    const now = isRunning ? base - (performance.now() - at) / 1000 : base
    if (isRunning && "sounds" in face.dataset) ring(before, now)
    before = now
    const text = told(now)
    if (face.textContent !== text) face.textContent = text
    const state = isReady ? "ready" : now <= 0 ? "over" : now <= WARN_S ? "warn" : "runs"
    if (root.dataset.state !== state) {
      root.dataset.state = state
      face.setAttribute("aria-live", state === "warn" || state === "over" ? "polite" : "off")
    }
    root.toggleAttribute("data-paused", !isRunning && !isReady)
    const bar = root.querySelector("[data-part=bar]")
    if (bar) bar.style.width = `${100 * Math.min(1, Math.max(0, now / planned))}%`
  }
  hear("state", ({ item }, heardAt) => {
    if (!item || item.id !== id || item.left === null) return
    base = item.left
    at = heardAt
    isRunning = item.running
    isReady = item.ready
    before = Math.max(before, base)
    draw()
  }, signal)
  every(100, draw, signal)
  draw()
}

function told(left) {
  const seconds = left > 0 ? Math.ceil(left) : Math.floor(-left)
  const text = [seconds / 60, seconds % 60].map(part => String(Math.floor(part)).padStart(2, "0")).join(":")
  return left > 0 || seconds === 0 ? text : `+${text}`
}

function ring(before, now) {
  const passed = moment => before > moment && now <= moment && moment - now < HEARD_WITHIN_S
  if (passed(WARN_S)) knock()
  if (passed(0)) for (const nth of [0, 1, 2]) setTimeout(bell, nth * STROKE_MS)
  if (passed(-WARN_S)) bell()
}
