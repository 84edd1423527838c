// Time left by the server's word and this device's steady clock; what its wall clock says never matters.
// Every second of it is an event too: "left" with {poll, seconds}, Infinity where the poll has no end.
import { every } from "./behaviours.js"
import { hear } from "./messages.js"

const SPOKEN = [60, 0]

export function start(element, signal) {
  const { poll: id, remaining } = element.dataset
  let endsAt = performance.now() + 1000 * remaining, isTimed = remaining > 0, shown = -1

  let told = -1
  const tellOf = seconds => {
    if (seconds === told) return
    told = seconds
    element.dispatchEvent(new CustomEvent("left", { bubbles: true, detail: { poll: id, seconds } }))
  }
  const draw = () => {
    const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000))
    tellOf(isTimed ? seconds : Infinity)
    if (seconds === shown) return
    shown = seconds
    element.setAttribute("aria-live", SPOKEN.includes(seconds) ? "polite" : "off")
    element.textContent = [seconds / 60, seconds % 60].map(part => String(Math.floor(part)).padStart(2, "0")).join(":")
  }

  hear("state", ({ polls = [] }, at) => {
    const poll = polls.find(poll => poll.id === id)
    isTimed = Boolean(poll) && typeof poll.remaining === "number"
    if (isTimed) endsAt = at + 1000 * poll.remaining
    draw()
  }, signal)
  every(250, draw, signal)
  draw()
}
