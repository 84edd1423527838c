// One ballot on its way. Repeating is harmless: the server counts a submission id once.
import { listen } from "../shared/behaviours.js"
import { watchLink } from "../shared/connection.js"
import { isMine } from "../shared/current-voter.js"

// Each try is waited for longer than the last: an answer that was lost costs little time, and a slow server is heard.
const FIRST_PATIENCE_MS = 3_000, MORE_PATIENCE_MS = 1_000, LAST_PATIENCE_MS = 8_000
// From one try to the next; what a try took counts. All of it is spread, so that a hall does not ask all at once.
const FIRST_RETRY_MS = 1_000, RETRY_GROWTH = 1.5, LAST_RETRY_MS = 15_000, LEAST_PAUSE_MS = 250

export function hex16() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("")
}

// → {kind: received | stale | late | refused, …}; undefined once the signal has ended, or another voter has taken
// over this phone. onWait(tries, seconds, hurry) tells of every failure; calling hurry() ends the wait.
export async function deliver(of, ballot, onWait, signal) {
  let patienceMs = FIRST_PATIENCE_MS, retryMs = FIRST_RETRY_MS
  for (let tries = 1; ; tries++) {
    if (!isMine(of)) return location.reload()
    const begun = performance.now()
    const outcome = await put(of, ballot, spread(patienceMs))
    if (signal.aborted) return undefined
    if (outcome.kind !== "again") return outcome
    const rest = Math.max(LEAST_PAUSE_MS, spread(retryMs) - (performance.now() - begun))
    await pause((outcome.afterMs || 0) + rest, tries, onWait, signal)
    patienceMs = Math.min(patienceMs + MORE_PATIENCE_MS, LAST_PATIENCE_MS)
    retryMs = Math.min(retryMs * RETRY_GROWTH, LAST_RETRY_MS)
  }
}

function spread(ms) {
  return ms * (0.75 + Math.random() / 2)
}

async function put(of, { choices, id, revision, nonce }, patienceMs) {
  const control = new AbortController()
  const patience = setTimeout(() => control.abort(), patienceMs)
  try {
    const answer = await fetch(of.put, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...written(of, choices), id, revision, nonce }),
      credentials: "same-origin",
      redirect: "error",
      signal: control.signal,
    })
    return outcomeOf(of, answer, await answer.json().catch(() => ({})))
  } catch (error) {
    return { kind: "again" }
  } finally {
    clearTimeout(patience)
  }
}

// → {choices, revision} as recorded now, `isUntold` where only another phone may know the choices; or null where even
// that cannot be told.
export async function recordedNow(of) {
  try {
    const answer = await fetch(of.put, { cache: "no-store", credentials: "same-origin", redirect: "error" })
    return answer.ok ? read(of, await answer.json()) : null
  } catch (error) {
    return null
  }
}

// Where options are graded (`of.grades`), the server's words for choices are marks: {option: the grade's name}.
function written({ grades }, choices) {
  if (!grades) return { choices }
  const names = JSON.parse(grades), marks = {}
  for (const [option, place] of choices.map(choice => choice.split(":"))) marks[option] = names[place]
  return { marks }
}

function read({ grades }, { choices, marks, revision }) {
  if (!choices && !marks) return { choices: [], revision, isUntold: true }
  if (!grades) return { choices, revision }
  const names = JSON.parse(grades)
  return { choices: Object.keys(marks).map(option => `${option}:${names.indexOf(marks[option])}`), revision }
}

// A hotspot's sign-in page answers 200 as well, but without a receipt.
function outcomeOf(of, { ok, status, headers }, { receipt, recorded }) {
  if (ok) return receipt ? { kind: "received", receipt } : { kind: "again" }
  if (status === 429 || status >= 500) return { kind: "again", afterMs: 1000 * (Number(headers.get("Retry-After")) || 0) }
  if (status === 409) return recorded ? { kind: "stale", recorded: read(of, recorded) } : { kind: "late" }
  return { kind: "refused", status }
}

// The server is reachable again, by what the socket says.
function watchReturn(handler, signal) {
  let wasLost = false
  watchLink(isLost => {
    if (wasLost && !isLost) handler()
    wasLost = isLost
  }, signal)
}

function pause(ms, tries, onWait, signal) {
  const ended = new AbortController(), endsAt = performance.now() + ms
  return new Promise(done => {
    const hurry = () => (ended.abort(), done())
    const tick = () => {
      const left = Math.ceil((endsAt - performance.now()) / 1000)
      if (signal.aborted || left <= 0) hurry()
      else onWait(tries, left, hurry)
    }
    const timer = setInterval(tick, 500)
    ended.signal.addEventListener("abort", () => clearInterval(timer))
    listen(window, "online", hurry, ended.signal)
    watchReturn(hurry, ended.signal)
    tick()
  })
}
