// How many submitted within the last minute, as this page has seen them come in: said once it has watched a whole minute
// without losing the connection. Counts of the room alone, which the page shows anyway.
import { every } from "../shared/behaviours.js"
import { watchLink } from "../shared/connection.js"
import { hear } from "../shared/messages.js"

const MINUTE_MS = 60_000, LOOK_MS = 500
const watched = new Map()  // what was seen of a poll, the oldest first; it outlives the page that is swapped

export function start(place, signal) {
  const { poll } = place.dataset, number = place.querySelector("[data-number=pace]")
  if (!watched.has(poll)) watched.set(poll, [])
  const seen = watched.get(poll)

  const show = () => {
    const count = lastMinute(seen, performance.now())
    place.hidden = count === null
    if (count !== null) number.textContent = count
  }
  watchLink(isLost => isLost && (seen.length = 0), signal)
  hear("tally", ({ poll: id, ballots }, at) => {
    if (id !== poll || (seen.length && at <= seen[seen.length - 1].at)) return
    seen.push({ at, ballots })
    show()
  }, signal)
  every(LOOK_MS, show, signal)
  show()
}

// null where less than a minute was seen. What is older than the minute's beginning is forgotten.
function lastMinute(seen, now) {
  while (seen.length > 1 && seen[1].at <= now - MINUTE_MS) seen.shift()
  if (!seen.length || seen[0].at > now - MINUTE_MS) return null
  return Math.max(0, seen[seen.length - 1].ballots - seen[0].ballots)
}
