// The ballot works as a plain form. With script it is sent in place, kept while the network is away, and never twice.
import { listen } from "../lib/behaviours.js"
import { forget, keep, kept, phone, tab } from "../lib/keep.js"
import { refresh } from "../lib/refresh.js"
import { fill, savedPanel } from "../lib/saved.js"
import { deliver, hex16 } from "../lib/send.js"

const QUIET_TRIES = 1  // one failure is a hiccup; from the second the page says what is going on
const STAMP_MS = 1_000

export function start(form, signal) {
  const { poll, put, next } = form.dataset
  const picks = [...form.querySelectorAll(".pick")]
  const part = name => form.querySelector(`[data-part="${name}"]`)
  const chosen = () => picks.filter(pick => pick.checked).map(pick => pick.value)
  const choose = choices => picks.forEach(pick => (pick.checked = choices.includes(pick.value)))
  const titleOf = value => picks.find(pick => pick.value === value).nextElementSibling.querySelector(".t").textContent
  const titles = choices => picks.map(pick => pick.value).filter(value => choices.includes(value)).map(titleOf)

  const update = () => {
    const count = chosen().length, least = Number(form.dataset.min), most = Number(form.dataset.max)
    form.dataset.state = count < least ? "idle" : count > most ? "over" : count === most ? "full" : "ready"
    return { count, most }
  }
  const changed = () => {
    part("refused").hidden = true
    fill(part("count"), update())
    keep(tab, "draft", poll, { revision: form.revision.value, choices: chosen() })
  }

  const submit = event => {
    event.preventDefault()
    if (form.getAttribute("aria-busy") === "true") return
    update()
    if (form.dataset.state === "idle") return picks[0].focus()
    if (form.dataset.state === "over") return
    send({ choices: chosen(), id: hex16(), revision: Number(form.revision.value), nonce: hex16() })
  }

  const send = async ballot => {
    const isKept = keep(phone, "pending", poll, ballot)
    const panel = savedPanel(form, titles(ballot.choices), isKept)
    form.setAttribute("aria-busy", "true")
    const outcome = await deliver(put, ballot, (tries, seconds, hurry) => {
      if (tries > QUIET_TRIES || !navigator.onLine) panel.show(tries, seconds, hurry)
    }, signal)
    if (!outcome) return
    forget(phone, "pending", poll)
    form.removeAttribute("aria-busy")
    settle[outcome.kind](outcome, panel)
  }

  const leave = () => {
    forget(tab, "draft", poll)
    return refresh(next)
  }
  const settle = {
    received() {
      if (navigator.vibrate) navigator.vibrate(30)
      document.body.dataset.just = "received"
      leave().then(() => setTimeout(() => delete document.body.dataset.just, STAMP_MS))
    },
    late() {
      keep(phone, "late", poll, true)
      leave()
    },
    stale({ recorded }, panel) {
      panel.remove()
      form.revision.value = recorded.revision
      tellOfConflict(form, titles(recorded.choices))
    },
    refused({ status }, panel) {
      panel.remove()
      if (status === 422 || status === 400) part("refused").hidden = false
      else leave()
    },
  }

  const pending = kept(phone, "pending", poll), draft = kept(tab, "draft", poll)
  if (pending) choose(pending.choices)
  else if (draft && draft.revision === form.revision.value) choose(draft.choices)
  update()
  listen(form, "change", changed, signal)
  listen(form, "submit", submit, signal)
  if (pending) send(pending)
}

function tellOfConflict(form, titles) {
  const notice = document.getElementById("conflict").content.cloneNode(true).firstElementChild
  const slot = notice.querySelector("[data-part]")
  slot.textContent = titles.join(slot.dataset.between) || slot.dataset.blank
  const old = form.querySelector(".notice")
  if (old) old.remove()
  form.querySelector(".ask").after(notice)
  scrollTo(0, 0)
}
