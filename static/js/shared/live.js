// On <body data-socket>: listens to the room. A view key that differs from the page's makes the page fetch itself.
import { watch } from "./websocket.js"
import { listen } from "./behaviours.js"
import { hear, speakBy, tell } from "./messages.js"
import { refresh } from "./refresh.js"
import { isMine } from "./current-voter.js"

const LOST_AFTER_MS = 1_000  // a quick reconnect needs no alarm
const WATCHED_RETRY_MS = 2_000  // the room looks at the projector, and of projectors and consoles there are few

export function start(body, signal) {
  let lost = 0, due = 0
  const onLink = (isUp, send) => {
    speakBy(isUp ? send : null)
    if (!isUp) return (lost = lost || setTimeout(() => (body.dataset.conn = "lost"), LOST_AFTER_MS))
    clearTimeout(lost)
    lost = 0
    body.dataset.conn = "live"
  }
  // A large hall does not ask for its pages all at once: each phone waits a random part of `spread_ms`.
  hear("state", ({ view, spread_ms: spreadMs }) => {
    const differs = () => {
      const shown = document.querySelector("main").dataset.view
      return view && shown && view !== shown
    }
    if (due || !differs()) return
    if (!spreadMs) return refresh(null, differs)
    due = setTimeout(() => {
      due = 0
      if (differs()) refresh(null, differs)
    }, spreadMs * Math.random())
  }, signal)
  signal.addEventListener("abort", () => clearTimeout(due))
  listen(document, "visibilitychange", () => {
    if (!document.hidden && !isMine(document.querySelector("main").dataset)) location.reload()
  }, signal)
  hear("bye", () => refresh(), signal)
  const { socket } = body.dataset
  const lastRetryMs = socket.endsWith("view=phone") ? undefined : WATCHED_RETRY_MS
  watch(socket, { onMessage: tell, onLink, lastRetryMs }, signal)
}
