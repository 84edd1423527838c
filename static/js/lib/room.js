// What the server last said, by kind, for every behaviour that wants to hear it. One that starts late hears it at once.
const listeners = new Set()
const latest = new Map()

export function tell(message) {
  const heard = { message, at: performance.now() }
  latest.set(`${message.type} ${message.poll || ""}`, heard)
  for (const listener of listeners) hand(listener, heard)
}

// handler(message, at): `at` is when it arrived, on the clock of performance.now().
export function hear(kind, handler, signal) {
  const listener = { kind, handler }
  listeners.add(listener)
  signal.addEventListener("abort", () => listeners.delete(listener))
  for (const heard of latest.values()) hand(listener, heard)
}

function hand({ kind, handler }, { message, at }) {
  if (message.type === kind) handler(message, at)
}
