// How this projector looks: C for high contrast, D for dark. The address keeps it, so each window has its own look
// and comes back to it by itself.
import { listen } from "../shared/behaviours.js"

const KEYS = { c: ["contrast", "high"], d: ["theme", "dark"] }

export function start(body, signal) {
  const root = document.documentElement
  listen(document, "keydown", event => {
    const [name, value] = KEYS[event.key.toLowerCase()] || []
    if (!name || event.ctrlKey || event.metaKey || event.altKey || "starting" in body.dataset) return
    const isOn = root.dataset[name] === value, address = new URL(location.href)
    for (const [each] of Object.values(KEYS)) {
      delete root.dataset[each]
      address.searchParams.delete(each)
    }
    if (!isOn) {
      root.dataset[name] = value
      address.searchParams.set(name, value)
    }
    history.replaceState(history.state, "", address)
  }, signal)
}
