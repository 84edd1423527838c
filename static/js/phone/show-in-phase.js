// Shows an element while its poll is what data-during says: "closing" counts down to its end, "timed" has one at all,
// "alone" has the same one as every other open poll, "apart" has one of its own.
import { hear } from "../shared/messages.js"

const SAME_S = 1

const is = {
  closing: poll => poll.closing,
  timed: poll => typeof poll.remaining === "number",
  alone: (poll, polls) => is.timed(poll) && !isApart(polls),
  apart: (poll, polls) => is.timed(poll) && isApart(polls),
}

export function start(element, signal) {
  const { poll: id, during } = element.dataset
  hear("state", ({ polls = [] }) => {
    const poll = polls.find(poll => poll.id === id)
    if (poll) element.hidden = !is[during](poll, polls)
  }, signal)
}

function isApart(polls) {
  const [first, ...others] = polls.filter(({ state }) => state === "open").map(({ remaining }) => remaining)
  return others.some(end => (end === null) !== (first === null) || Math.abs(end - first) > SAME_S)
}
