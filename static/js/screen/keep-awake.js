// Keeps the screen from going dark. The lock ends whenever the page is hidden, so it is asked for again.
import { listen } from "../shared/behaviours.js"

let isWatching = false

// Whether the browser keeps the screen on; it does so only over HTTPS or on the computer itself.
export async function keepAwake(signal) {
  if (!isWatching) {
    isWatching = true
    listen(document, "visibilitychange", () => document.hidden || ask(), signal)
  }
  return ask()
}

async function ask() {
  try {
    await navigator.wakeLock.request("screen")
    return true
  } catch {
    return false
  }
}
