// One socket per page. Every message is whole for its kind, so a reconnect needs no replay.
import { every, listen } from "./behaviours.js"

// Thousands of phones must not come back all at once; but who waits as long again as it has waited is late.
const FIRST_RETRY_MS = 500, RETRY_GROWTH = 1.3, LAST_RETRY_MS = 15_000
const CONNECT_MS = 10_000  // a lost SYN would otherwise hold the page for minutes
const ASLEEP_MS = 5_000  // a phone that slept longer may hold a socket that is dead and looks open
const QUIET_MS = 30_000  // the server says something every 12 s: lost Wi-Fi closes no socket
const LOOK_MS = 2_000
const REPLACED = 4008  // by newer pages of the same voter; this one comes again once it is looked at

export function watch(url, { onMessage, onLink = () => {}, lastRetryMs = LAST_RETRY_MS }, signal) {
  let socket = null, timer = 0, retryMs = FIRST_RETRY_MS, heardAt = 0, isUp = false

  const link = (now, send) => {
    isUp = now
    onLink(now, send)
  }
  const alive = ours => {
    heardAt = performance.now()
    if (!isUp) link(true, text => ours.readyState === WebSocket.OPEN && ours.send(text))
  }

  const open = () => {
    clearTimeout(timer)
    const ours = socket = connect(url)
    ours.onopen = () => {
      retryMs = FIRST_RETRY_MS
      isUp = false  // the new socket is to be told what the old one was
      alive(ours)
    }
    ours.onmessage = ({ data }) => {
      if (ours !== socket) return
      alive(ours)
      onMessage(JSON.parse(data))
    }
    ours.onclose = ({ code }) => {
      if (ours !== socket) return
      link(false)
      if (code === REPLACED) return
      timer = setTimeout(open, retryMs * (0.5 + Math.random()))
      retryMs = Math.min(retryMs * RETRY_GROWTH, lastRetryMs)
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

  const look = () => {
    if (socket.readyState !== WebSocket.OPEN || performance.now() - heardAt < QUIET_MS) return
    link(false)
    reopen()
  }

  every(LOOK_MS, look, signal)
  listen(window, "offline", () => link(false), signal)
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
