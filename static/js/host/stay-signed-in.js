// A page that is in front of somebody keeps them signed in; one that is closed, or asleep, does not.
import { every } from "../shared/behaviours.js"

const EVERY_MS = 60_000, AT_MOST_MS = 4 * 60_000
let askedAt = performance.now()

export function start(_element, signal) {
  every(EVERY_MS, () => {
    if (document.hidden || performance.now() - askedAt < AT_MOST_MS) return
    askedAt = performance.now()
    fetch("/host/still", { cache: "no-store", credentials: "same-origin" }).catch(() => null)
  }, signal)
}
