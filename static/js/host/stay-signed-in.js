// A page that is in front of somebody keeps them signed in; one that is closed, or asleep, does not. Whose sign-in was
// ended elsewhere, or whose link was taken back, is told so within seconds and not by the next press.
import { every } from "../shared/behaviours.js"

const EVERY_MS = 5_000
const SIGN_IN = "/host/sign-in"

export function start(_element, signal) {
  every(EVERY_MS, () => document.hidden || look(signal), signal)
}

async function look(signal) {
  const answer = await fetch("/host/still", { cache: "no-store", credentials: "same-origin" }).catch(() => null)
  const isOut = answer && (answer.redirected || answer.status === 401 || answer.status === 403)
  const page = location.pathname.replace(/\/(act|ballot)$/, "")  // where forms are sent there is nothing to look at
  if (isOut && !signal.aborted) location.assign(`${SIGN_IN}?next=${encodeURIComponent(page)}`)
}
