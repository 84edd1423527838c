// One socket per page. Every message is whole for its kind, so a reconnect needs no replay.
import { listen } from "./behaviours.js"

const FIRST_RETRY_MS = 500, LAST_RETRY_MS = 15_000
const CONNECT_MS = 10_000  // a lost SYN would otherwise hold the page for minutes
const ASLEEP_MS = 5_000  // a phone that slept longer may hold a socket that is dead and looks open

export function watch(url, { onMessage, onLink = () => {} }, signal) {
  let socket = null, timer = 0, retryMs = FIRST_RETRY_MS, hiddenAt = 0

  const open = () => {
    clearTimeout(timer)
    if (signal.aborted) return
    const ours = socket = new WebSocket(address(url))
    const patience = setTimeout(() => ours.close(), CONNECT_MS)
    ours.onopen = () => {
      clearTimeout(patience)
      retryMs = FIRST_RETRY_MS
      onLink(true)
    }
    ours.onmessage = ({ data }) => ours === socket && onMessage(JSON.parse(data))
    ours.onclose = () => {
      clearTimeout(patience)
      if (ours !== socket || signal.aborted) return
      onLink(false)
      timer = setTimeout(open, retryMs * (0.5 + Math.random()))
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)
    }
  }
  const drop = () => {
    const old = socket
    socket = null
    old.close()
  }
  const reopen = () => {
    drop()
    retryMs = FIRST_RETRY_MS
    open()
  }
  const seen = () => {
    if (document.hidden) hiddenAt = performance.now()
    else if (socket.readyState > 1 || performance.now() - hiddenAt > ASLEEP_MS) reopen()
  }

  listen(window, "online", reopen, signal)
  listen(window, "pageshow", event => event.persisted && reopen(), signal)
  listen(document, "visibilitychange", seen, signal)
  signal.addEventListener("abort", () => (clearTimeout(timer), drop()))
  open()
}

function address(url) {
  const whole = new URL(url, location.href)
  whole.protocol = whole.protocol.replace("http", "ws")
  return whole.href
}
