// A page that stands open for long, with a form in it: parts of it are looked up now and then, and what was typed stays as
// it is. `data-renew` names the page where its own address is that of a form, `data-seconds` how often it looks.
import { attach, detach, every, listen } from "../shared/behaviours.js"

const SECONDS = 20
const PARTS = "[data-part=live]"

export function start(main, signal) {
  const { renew = location.pathname, seconds = SECONDS } = main.dataset
  const look = () => document.visibilityState === "visible" && fetchParts(renew, signal)
  every(1_000 * seconds, look, signal)
  listen(document, "visibilitychange", look, signal)
}

async function fetchParts(address, signal) {
  const how = { cache: "no-store", credentials: "same-origin" }
  const answer = await fetch(address, how).catch(() => null)
  if (!answer || !answer.ok || signal.aborted) return
  if (answer.redirected) return location.assign(answer.url)  // whoever looks may do so no more
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  for (const part of document.querySelectorAll(PARTS)) {
    const now = page.getElementById(part.id)
    const isUsed = part.contains(document.activeElement)  // nobody's button goes from under their finger
    if (!now || isUsed || now.innerHTML === part.innerHTML) continue
    const fresh = document.adoptNode(now)
    detach(part)
    part.replaceWith(fresh)
    attach(fresh)
  }
}
