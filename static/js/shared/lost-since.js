// Writes down when the connection was lost, into the <time> of the sentence that says so.
import { watchLink } from "./connection.js"

export function start(element, signal) {
  const time = element.querySelector("time")
  watchLink(isLost => isLost && (time.textContent = timeOfDay(new Date())), signal)
}

function timeOfDay(now) {
  return [now.getHours(), now.getMinutes(), now.getSeconds()].map(part => String(part).padStart(2, "0")).join(":")
}
