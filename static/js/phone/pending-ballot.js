// A ballot on its way is kept until the server has answered, so that a reload or another tab goes on with it.
import { forget, keep, kept } from "./storage.js"
import { deliver, hex16 } from "./send-ballot.js"

export function ballotOf({ choices, titles, revision }) {
  return { choices, titles, id: hex16(), revision: Number(revision), nonce: hex16() }
}

// Of a ballot that a group shares: one is recorded, so the group is not among those who have chosen and not sent.
export function isChange(of, revision) {
  return "shared" in of && Number(revision) > 0
}

export function isSame(choices, others) {
  return choices.length === others.length && choices.every(choice => others.includes(choice))
}

// → the outcome, or undefined once the signal has ended. `of` has voter, poll and put, as an element's dataset does.
export async function sendKept(of, ballot, onWait, signal) {
  const outcome = await deliver(of, ballot, onWait, signal)
  if (!outcome) return undefined
  const pending = kept("pending", of), draft = kept("draft", of)
  if (pending && pending.id === ballot.id) forget("pending", of)
  if (outcome.kind === "stale" && !draft) keep("draft", of, ballot)
  if (outcome.kind === "received") keep("own", of, { choices: ballot.choices, titles: ballot.titles, receipt: outcome.receipt, at: new Date().toTimeString().slice(0, 8) })
  // Choices that another tab has made meanwhile are not these.
  if (outcome.kind === "received" && draft && isSame(draft.choices, ballot.choices)) forget("draft", of)
  if (outcome.kind === "late") {
    forget("draft", of)
    keep("late", of, "sent")
  }
  return outcome
}
