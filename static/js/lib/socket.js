// One socket per page. Every message is whole for its kind, so a reconnect needs no replay.
import { listen } from "./behaviours.js"

const FIRST_RETRY_MS = 500, LAST_RETRY_MS = 15_000  // thousands of phones must not come back all at once
const CONNECT_MS = 10_000  // a lost SYN would otherwise hold the page for minutes
const ASLEEP_MS = 5_000  // a phone that slept longer may hold a socket that is dead and looks open

export function watch(url, { onMessage, onLink = () => {}, lastRetryMs = LAST_RETRY_MS }, signal) {
  let socket = null, timer = 0, retryMs = FIRST_RETRY_MS

  const open = () => {
    clearTimeout(timer)
    const ours = socket = connect(url)
    ours.onopen = () => {
      retryMs = FIRST_RETRY_MS
      onLink(true)
    }
    ours.onmessage = ({ data }) => ours === socket && onMessage(JSON.parse(data))
    ours.onclose = () => {
      if (ours !== socket) return
      onLink(false)
      timer = setTimeout(open, retryMs * (0.5 + Math.random()))
      retryMs = Math.min(retryMs * 2, lastRetryMs)
    }
  }
  const drop = () => {
    const old = socket
    socket = null
    clearTimeout(timer)
    old.close()
  }
  const reopen = () => {
    drop()
    retryMs = FIRST_RETRY_MS
    open()
  }

  onWake(sleptMs => (socket.readyState > WebSocket.OPEN || sleptMs > ASLEEP_MS) && reopen(), signal)
  signal.addEventListener("abort", drop)
  open()
}

function connect(url) {
  const address = new URL(url, location.href)
  address.protocol = address.protocol.replace("http", "ws")
  const socket = new WebSocket(address.href)
  const patience = setTimeout(() => socket.close(), CONNECT_MS)
  for (const end of ["open", "close"]) socket.addEventListener(end, () => clearTimeout(patience))
  return socket
}

// handler(sleptMs): the page is in front again, or the network is back and nothing from before can be trusted.
function onWake(handler, signal) {
  let hiddenAt = Infinity
  const seen = () => {
    if (document.hidden) hiddenAt = performance.now()
    else handler(performance.now() - hiddenAt)
  }
  listen(document, "visibilitychange", seen, signal)
  listen(window, "online", () => handler(Infinity), signal)
  listen(window, "pageshow", event => event.persisted && handler(Infinity), signal)
}
