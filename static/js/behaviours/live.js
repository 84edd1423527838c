// On <body data-socket>: listens to the room. A view key that differs from the page's makes the page fetch itself.
import { watch } from "../lib/socket.js"
import { hear, tell } from "../lib/room.js"
import { refresh } from "../lib/refresh.js"

const LOST_AFTER_MS = 1_000  // a quick reconnect needs no alarm

export function start(body, signal) {
  let lost = 0
  const onLink = isUp => {
    clearTimeout(lost)
    if (isUp) body.dataset.conn = "live"
    else lost = setTimeout(() => (body.dataset.conn = "lost"), LOST_AFTER_MS)
  }
  hear("state", ({ view }) => {
    const shown = document.querySelector("main").dataset.view
    if (view && shown && view !== shown) refresh()
  }, signal)
  hear("bye", () => refresh(), signal)
  watch(body.dataset.socket, { onMessage: tell, onLink }, signal)
}
