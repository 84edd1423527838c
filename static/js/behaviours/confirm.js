// A button that takes effect on the second press within three seconds. Without script the first press counts,
// and the countdown that follows can be cancelled.
import { listen } from "../lib/behaviours.js"

const ARMED_MS = 3_000
const BOUNCE_MS = 350  // a double click is one press

export function start(button, signal) {
  let timer = 0, armedAt = 0

  const disarm = () => {
    clearTimeout(timer)
    delete button.dataset.armed
  }
  listen(button, "click", event => {
    if ("armed" in button.dataset && performance.now() - armedAt > BOUNCE_MS) return disarm()
    event.preventDefault()
    if ("armed" in button.dataset) return
    button.dataset.armed = ""
    armedAt = performance.now()
    timer = setTimeout(disarm, ARMED_MS)
  }, signal)
  signal.addEventListener("abort", disarm)
}
