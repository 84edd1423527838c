// Shows an element while its poll is what data-during says: "closing" counts down to its end, "timed" has one at all.
import { hear } from "../lib/room.js"

export function start(element, signal) {
  const { poll: id, during } = element.dataset
  hear("state", ({ polls = [] }) => {
    const poll = polls.find(poll => poll.id === id)
    if (poll) element.hidden = !(during === "closing" ? poll.closing : typeof poll.remaining === "number")
  }, signal)
}
