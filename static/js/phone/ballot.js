// The ballot works as a plain form. With script it is sent in place, kept while the network is away, and never twice;
// every tap is kept, and in step with other tabs, until it is sent.
import { listen } from "../shared/behaviours.js"
import { forget, keep, kept, watchKept } from "./storage.js"
import { paperOf } from "./ballot-form.js"
import { ballotOf, isChange, sendKept } from "./pending-ballot.js"
import { refresh, refreshChanged, sayChanged } from "../shared/refresh.js"
import { hear, sayDraft } from "../shared/messages.js"
import { fill, savedPanel } from "./saved-panel.js"
import { recordedNow } from "./send-ballot.js"

const QUIET_TRIES = 1  // one failure is a hiccup; from the second the page says what is going on
const STAMP_MS = 1_000
const LAST_S = 30
const SEEN_MS = 1_500  // a tap that was on its way already has not seen what the page says by now

export function start(form, signal) {
  const paper = paperOf(form), mine = form.dataset
  const send = ballot => sendOff(form, paper, ballot, signal)
  const { judge, onLeft } = judgeOf(form, paper)
  const { onBallot, isUnseen } = sharedOf(form, paper, signal)

  const changed = () => {
    paper.hush()
    fill(paper.part("count"), judge())
    keepTicks(paper, mine)
  }
  const submit = event => {
    event.preventDefault()
    if (form.getAttribute("aria-busy") === "true") return
    judge()
    if (mine.state === "idle") return paper.focus()
    if (mine.state === "over") return
    if (isUnseen()) return scrollTo(0, 0)
    send(ballotOf(paper.draft()))
  }
  // What another tab of this voter's chose; where it forgot its draft, it has sent it or taken it back.
  const follow = () => {
    const draft = kept("draft", mine)
    paper.choose(draft ? draft.choices : paper.recorded)
    judge()
    if (!draft) refresh()
  }

  listen(form, "click", tapped, signal)
  listen(form, "click", ({ target }) => target.closest(".back") && forget("draft", mine), signal)
  listen(form, "change", changed, signal)
  listen(form, "submit", submit, signal)
  listen(document, "left", onLeft, signal)
  hear("ballot", onBallot, signal)
  watchKept("draft", mine, follow, signal)
  const pending = restore(paper, mine)
  if (paper.touched.size) changed()
  else judge()
  if (pending) send(pending)
}

function keepTicks(paper, mine) {
  if (paper.isUnsent()) keep("draft", mine, paper.draft())
  else forget("draft", mine)
}

// What follows from the ticks and the time left: the host hears of choices that are not sent, and in the last half
// minute the page has one large button for them.
function judgeOf(form, paper) {
  const { poll } = form.dataset
  let left = Infinity
  const judge = () => {
    const count = paper.judge(), isUnsent = paper.isUnsent()
    sayDraft(poll, isUnsent && count.count > 0 && !isChange(form.dataset, form.revision.value))
    form.toggleAttribute("data-last", isUnsent && left <= LAST_S && /ready|full/.test(form.dataset.state))
    return count
  }
  const onLeft = ({ detail }) => {
    if (detail.poll !== poll) return
    left = detail.seconds
    judge()
  }
  return { judge, onLeft }
}

// Where a group shares the ballot and another member was faster: what is ticked here stays, and replaces the other only
// by a tap that comes after the page has shown it.
function sharedOf(form, paper, signal) {
  const { poll } = form.dataset
  let toldAt = -Infinity
  const isNews = ({ revision }) => revision > paper.draft().revision && !form.hasAttribute("aria-busy")
  const onBallot = async told => {
    if (told.poll !== poll || !isNews(told)) return
    const recorded = paper.isUnsent() && await recordedNow(form.dataset)
    if (signal.aborted || !isNews(told)) return
    if (recorded) paper.isNow(recorded)
    if (!paper.isUnsent()) {
      forget("draft", form.dataset)
      return refreshChanged(poll, told.revision)
    }
    if (!recorded) return
    keep("draft", form.dataset, paper.draft())
    paper.tellOfConflict()
    sayChanged(poll)
    toldAt = performance.now()
  }
  return { onBallot, isUnseen: () => performance.now() - toldAt < SEEN_MS }
}

// What was chosen here before, also where the recorded ballot is another one by now, and on it what was ticked before
// this script was there.
function restore(paper, mine) {
  const pending = kept("pending", mine), draft = kept("draft", mine)
  if (pending || draft) paper.choose((pending || draft).choices, paper.touched)
  if (!pending && draft && draft.revision !== paper.draft().revision) {
    if (paper.isUnsent()) paper.tellOfConflict()
    else forget("draft", mine)
  }
  return pending
}

// A label's own click brings its tick into view: the page would jump under the finger.
function tapped(event) {
  const option = event.target.closest(".opt, .gr")
  if (!option) return
  event.preventDefault()
  option.control.click()
  option.control.focus({ preventScroll: true })
}

async function sendOff(form, paper, ballot, signal) {
  const isKept = keep("pending", form.dataset, ballot)
  const panel = savedPanel(form, ballot.titles, isKept)
  form.setAttribute("aria-busy", "true")
  const outcome = await sendKept(form.dataset, ballot, (tries, seconds, hurry) => {
    if (tries > QUIET_TRIES || !navigator.onLine) panel.show(tries, seconds, hurry)
  }, signal)
  if (!outcome) return
  if (!/received|late/.test(outcome.kind)) form.removeAttribute("aria-busy")  // those two wait for the next page
  settle[outcome.kind](form, outcome, paper, panel)
}

const settle = {
  received(form) {
    if (navigator.vibrate) navigator.vibrate(30)
    document.body.dataset.just = "received"
    refresh(form.dataset.next).then(() => setTimeout(() => delete document.body.dataset.just, STAMP_MS))
  },
  late(form) {
    refresh(form.dataset.next)
  },
  stale(form, { recorded }, paper, panel) {
    panel.remove()
    paper.isNow(recorded)
    keep("draft", form.dataset, paper.draft())
    paper.tellOfConflict()
    scrollTo(0, 0)
  },
  refused(form, { status }, paper, panel) {
    panel.remove()
    if (status === 422 || status === 400) paper.part("refused").hidden = false
    else refresh(form.dataset.next)
  },
}
