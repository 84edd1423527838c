// Time left by the server's word and this device's steady clock; what its wall clock says never matters.
import { every } from "../lib/behaviours.js"
import { hear } from "../lib/room.js"

const SPOKEN = [60, 0]

export function start(element, signal) {
  let endsAt = performance.now() + 1000 * element.dataset.remaining, shown = -1

  const draw = () => {
    const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000))
    if (seconds === shown) return
    shown = seconds
    element.setAttribute("aria-live", SPOKEN.includes(seconds) ? "polite" : "off")
    element.textContent = [seconds / 60, seconds % 60].map(part => String(Math.floor(part)).padStart(2, "0")).join(":")
  }

  hear("state", ({ polls = [] }, at) => {
    const poll = polls.find(({ id }) => id === element.dataset.poll)
    if (poll && typeof poll.remaining === "number") endsAt = at + 1000 * poll.remaining
    draw()
  }, signal)
  every(250, draw, signal)
  draw()
}
