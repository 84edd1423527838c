// A department's page stands open for days: until when it may hand in, and what became of its items, is looked up now and
// then. The form with what was typed stays as it is.
import { every, listen } from "../shared/behaviours.js"

const EVERY_MS = 20_000
const PARTS = "[data-part=live]"

export function start(_main, signal) {
  const look = () => document.visibilityState === "visible" && renew(signal)
  every(EVERY_MS, look, signal)
  listen(document, "visibilitychange", look, signal)
}

async function renew(signal) {
  const how = { cache: "no-store", credentials: "same-origin" }
  const answer = await fetch(location.pathname, how).catch(() => null)
  if (!answer || !answer.ok || signal.aborted) return
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  for (const part of document.querySelectorAll(PARTS)) {
    const now = page.getElementById(part.id)
    const isUsed = part.contains(document.activeElement)  // nobody's button goes from under their finger
    if (now && !isUsed && now.innerHTML !== part.innerHTML) part.replaceWith(document.adoptNode(now))
  }
}
