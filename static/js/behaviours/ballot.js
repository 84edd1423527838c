// The ballot works as a plain form. With script it is sent in place, kept while the network is away, and never twice.
import { listen } from "../lib/behaviours.js"
import { forget, keep, kept, phone, tab } from "../lib/keep.js"
import { paperOf } from "../lib/paper.js"
import { refresh } from "../lib/refresh.js"
import { fill, savedPanel } from "../lib/saved.js"
import { deliver, hex16 } from "../lib/send.js"

const QUIET_TRIES = 1  // one failure is a hiccup; from the second the page says what is going on
const STAMP_MS = 1_000

export function start(form, signal) {
  const paper = paperOf(form), { poll } = form.dataset
  const send = ballot => sendOff(form, paper, ballot, signal)

  const changed = () => {
    paper.part("refused").hidden = true
    fill(paper.part("count"), paper.judge())
    keep(tab, "draft", poll, { revision: form.revision.value, choices: paper.chosen() })
  }
  const submit = event => {
    event.preventDefault()
    if (form.getAttribute("aria-busy") === "true") return
    paper.judge()
    if (form.dataset.state === "idle") return paper.focus()
    if (form.dataset.state === "over") return
    send({ choices: paper.chosen(), id: hex16(), revision: Number(form.revision.value), nonce: hex16() })
  }

  // A label's own click brings its tick into view: the page would jump under the finger.
  const tapped = event => {
    const option = event.target.closest(".opt")
    if (!option) return
    event.preventDefault()
    option.control.click()
    option.control.focus({ preventScroll: true })
  }

  const pending = kept(phone, "pending", poll), draft = kept(tab, "draft", poll)
  if (pending) paper.choose(pending.choices)
  else if (draft && draft.revision === form.revision.value) paper.choose(draft.choices)
  paper.judge()
  listen(form, "click", tapped, signal)
  listen(form, "change", changed, signal)
  listen(form, "submit", submit, signal)
  if (pending) send(pending)
}

async function sendOff(form, paper, ballot, signal) {
  const { poll, put } = form.dataset
  const isKept = keep(phone, "pending", poll, ballot)
  const panel = savedPanel(form, paper.titles(ballot.choices), isKept)
  form.setAttribute("aria-busy", "true")
  const outcome = await deliver(put, ballot, (tries, seconds, hurry) => {
    if (tries > QUIET_TRIES || !navigator.onLine) panel.show(tries, seconds, hurry)
  }, signal)
  if (!outcome) return
  forget(phone, "pending", poll)
  form.removeAttribute("aria-busy")
  settle[outcome.kind](form, outcome, paper, panel)
}

const settle = {
  received(form) {
    if (navigator.vibrate) navigator.vibrate(30)
    document.body.dataset.just = "received"
    leave(form).then(() => setTimeout(() => delete document.body.dataset.just, STAMP_MS))
  },
  late(form) {
    keep(phone, "late", form.dataset.poll, true)
    leave(form)
  },
  stale(form, { recorded }, paper, panel) {
    panel.remove()
    form.revision.value = recorded.revision
    paper.tellOfConflict(paper.titles(recorded.choices))
  },
  refused(form, { status }, paper, panel) {
    panel.remove()
    if (status === 422 || status === 400) paper.part("refused").hidden = false
    else leave(form)
  },
}

function leave(form) {
  forget(tab, "draft", form.dataset.poll)
  return refresh(form.dataset.next)
}
