// What the server last said, by kind, for every behaviour that wants to hear it, and what a phone says to it.
// One that starts late hears it at once; a server that comes back is told again.
const listeners = new Set()
const latest = new Map(), said = new Map()
let speak = null

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

// Whether choices of this poll are shown here and not sent.
export function sayDraft(poll, chosen) {
  if ((said.get(poll) || false) === chosen) return
  said.set(poll, chosen)
  if (speak) speak(draft(poll, chosen))
}

// `send` takes a text; null while there is no connection.
export function speakBy(send) {
  speak = send
  if (speak) for (const [poll, chosen] of said) if (chosen) speak(draft(poll, true))
}

function draft(poll, chosen) {
  return JSON.stringify({ type: "draft", poll, chosen })
}

function hand({ kind, handler }, { message, at }) {
  if (message.type === kind) handler(message, at)
}
