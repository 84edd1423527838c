// On a list's card: a ballot that this phone still keeps is sent once more, since the first answer may have been lost.
// An id that was recorded gets its first answer even after close; one that was not has come too late.
import { forget, keep, kept, phone } from "../lib/keep.js"
import { refresh } from "../lib/refresh.js"
import { deliver } from "../lib/send.js"

export async function start(card, signal) {
  const { poll, put } = card.dataset
  const pending = kept(phone, "pending", poll)
  if (pending) {
    const outcome = await deliver(put, pending, () => {}, signal)
    if (!outcome) return
    forget(phone, "pending", poll)
    if (outcome.kind === "late") keep(phone, "late", poll, true)
    else if (outcome.kind === "received") return refresh()
  }
  const late = card.querySelector('[data-part="late"]')
  if (late && kept(phone, "late", poll)) {
    late.hidden = false
    card.querySelector('[data-part="none"]').hidden = true
  }
}
