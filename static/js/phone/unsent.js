// On a list's card: what this phone has chosen and not sent is said, with a button that sends it. A ballot that was
// on its way goes on, since the first answer may have been lost: an id that was recorded gets its first answer even
// after close; one that was not has come too late.
import { listen } from "../shared/behaviours.js"
import { forget, forgetOthers, keep, kept, watchKept } from "./storage.js"
import { ballotOf, isChange, isSame, sendKept } from "./pending-ballot.js"
import { refresh, refreshChanged } from "../shared/refresh.js"
import { hear, sayDraft } from "../shared/messages.js"
import { apart, fill, listTitles } from "./saved-panel.js"

const LAST_S = 30

export function start(card, signal) {
  const mine = card.dataset
  const part = name => card.querySelector(`[data-part="${name}"]`)
  let isSending = false, left = Infinity

  const isOnPaper = "paper" in mine  // nothing of this phone's counts any more
  const show = () => (isOnPaper ? ["draft", "pending"].forEach(kind => forget(kind, mine)) : showUnsent(card, part, left))
  const send = async ballot => {
    if (isSending) return
    isSending = true
    keep("pending", mine, ballot)
    show()
    const outcome = await sendKept(mine, ballot, (tries, seconds, hurry) => {
      if (!part("tries")) return
      fill(part("tries"), { tries, seconds })
      part("send").onclick = hurry
    }, signal)
    if (!outcome) return
    if (outcome.kind === "received") return refresh()
    isSending = false
    // What is recorded is another ballot, or this one cannot be: the list itself shows which, and lets one choose.
    if (outcome.kind !== "late") return mine.edit ? location.assign(mine.edit) : refresh()
    show()
  }

  listen(card, "click", ({ target }) => {
    const draft = target.closest('[data-part="send"]') && unsentDraft(mine)
    if (draft) send(ballotOf(draft))
  }, signal)
  listen(document, "left", ({ detail }) => detail.poll === mine.poll && ((left = detail.seconds), show()), signal)
  for (const kind of ["draft", "pending"]) watchKept(kind, mine, () => isSending || refresh(), signal)
  hear("ballot", ({ poll, revision }) => {
    if (poll === mine.poll && revision > Number(mine.revision) && !isSending) refreshChanged(poll, revision)
  }, signal)
  if (mine.receipt) keepOwn(card)
  const pending = !isOnPaper && kept("pending", mine)
  if (pending) send(pending)
  else show()
}

function showUnsent(card, part, left) {
  const mine = card.dataset
  const waits = kept("pending", mine), shown = waits || unsentDraft(mine)
  sayDraft(mine.poll, Boolean(shown) && shown.choices.length > 0 && !isChange(mine, mine.revision))
  if (mine.state !== "open") return showOwn(card, part), closed(mine, part, shown)
  const box = part("unsent"), template = card.querySelector("template")
  if (shown && !box) template.after(template.content.cloneNode(true))
  if (!shown && box) box.remove()
  mark(card, "data-unsent", Boolean(shown))
  mark(card, "data-last", Boolean(shown) && left <= LAST_S)
  if (!shown) return
  part("chosen").hidden = Boolean(waits)
  part("waits").hidden = !waits
  listTitles(part("unsent").querySelector(".picks"), shown.titles)
}

// The page around the cards knows of any: it makes room for the last button, and offers nobody else the phone.
function mark(card, name, is) {
  const page = card.closest(".page")
  card.toggleAttribute(name, is)
  page.toggleAttribute(name, Boolean(page.querySelector(`.card[${name}]`)))
}

function unsentDraft(mine) {
  const draft = kept("draft", mine)
  return draft && !isSame(draft.choices, mine.recorded.split(" ").filter(Boolean)) ? draft : null
}

// From close on the server cannot tell whose a ballot is: the phone alone knows what its voter chose.
function keepOwn(card) {
  const { recorded, receipt } = card.dataset
  const titles = [...card.querySelectorAll(".picks li span")].map(({ textContent }) => textContent)
  const before = kept("own", card.dataset), at = before && before.receipt === receipt ? before.at : undefined
  keep("own", card.dataset, { choices: recorded.split(" ").filter(Boolean), titles, receipt, at })
  sayWhen(card, at)
}

// The server keeps no time of a ballot: this phone's own clock tells when it was received.
function sayWhen(card, time) {
  const said = card.querySelector('[data-part="at"]')
  if (!said || !time) return
  fill(said, { time })
  said.hidden = false
}

function showOwn(card, part) {
  forgetOthers("own", card.dataset)
  const own = kept("own", card.dataset)
  if (!own) return
  for (const mark of card.querySelectorAll("[data-own]")) {
    const [choice, place] = (own.choices.find(each => each.startsWith(mark.dataset.own)) || "").split(":")
    mark.hidden = !choice
    if (place) mark.querySelector("[data-grade]").textContent = apart(JSON.parse(card.dataset.grades)[place])
  }
  for (const shown of ["own", "own-code"]) if (part(shown)) part(shown).hidden = false
  if (part("own-code")) part("receipt").textContent = own.receipt.replace(/.{4}(?=.)/g, "$&-")
  if (!part("own")) return
  sayWhen(card, own.at)
  listTitles(part("own").querySelector(".picks"), own.titles)
  part("blank").hidden = own.titles.length > 0
  part("none").hidden = true
}

function sayWhatWasLate(mine, part, count) {
  const isChange = Boolean(kept("own", mine))
  fill(part("late-count"), { count })
  part("late-count").hidden = isChange
  part("late-change").hidden = !isChange
}

// After close nothing can be sent any more; that something was chosen or came too late stays said.
function closed(mine, part, shown) {
  if (kept("pending", mine)) return  // its answer is still to come
  forget("draft", mine)
  if (shown && shown.choices.length) keep("late", mine, `unsent ${shown.choices.length}`)
  const [late, count] = (kept("late", mine) || "").split(" ")
  if (!late) return
  part("late").hidden = false
  if (part("late-count")) sayWhatWasLate(mine, part, count)
  part(late === "unsent" ? "late-sent" : "late-unsent").hidden = true
  part(late === "unsent" ? "late-unsent" : "late-sent").hidden = false
  if (part("none")) part("none").hidden = true
}
