// Where nothing is to be chosen the page sends the join itself: a GET never joins anybody, since chat apps look at links
// and browsers load pages beforehand. While it is under way the button says so; if it fails, the button is there.
import { listen } from "../shared/behaviours.js"

const PATIENCE_MS = 10_000

export function start(form, signal) {
  const enter = () => isLookedAt() && !signal.aborted && (stop(), send(form))
  const events = [[document, "visibilitychange"], [document, "prerenderingchange"]]
  const control = new AbortController(), stop = () => control.abort()
  for (const [target, type] of events) listen(target, type, enter, control.signal)
  listen(form, "submit", stop, signal)  // whoever is faster
  listen(window, "pageshow", event => event.persisted && say(form, false), signal)
  enter()
}

function isLookedAt() {
  return !document.prerendering && document.visibilityState === "visible"
}

async function send(form) {
  const control = new AbortController(), patience = setTimeout(() => control.abort(), PATIENCE_MS)
  say(form, true)
  try {
    const body = new URLSearchParams(new FormData(form))
    const how = { method: "POST", body, cache: "no-store", credentials: "same-origin", redirect: "manual" }
    const answer = await fetch(form.action, { ...how, signal: control.signal })
    if (answer.type === "opaqueredirect") return location.replace(form.dataset.to)
    if (answer.status < 500) return form.submit()  // the server's page says why
    say(form, false)
  } catch {
    say(form, false)
  } finally {
    clearTimeout(patience)
  }
}

function say(form, isSending) {
  const button = form.querySelector(".bar button")
  button.disabled = isSending
  button.textContent = isSending ? form.dataset.sending : form.dataset.still
}
