// A ballot's form as the page shows it: what is ticked, what it is called, whether it is enough, and whether it is sent.
import { isTouched } from "./storage.js"
import { isSame } from "./pending-ballot.js"
import { apart } from "./saved-panel.js"

const OPTIONS = {
  choiceOf: pick => pick.value,
  titleOf: pick => pick.nextElementSibling.querySelector(".t").textContent,
}

// Where options are graded, a choice is an option with the place of a grade: `id:0`.
function gradesOf({ grades, title }) {
  const names = JSON.parse(grades)
  return {
    choiceOf: ({ name, value }) => `${name.slice(6)}:${value}`,
    titleOf(pick) {
      const said = { option: pick.closest("fieldset").querySelector(".t").textContent, grade: names[pick.value] }
      return title.replace(/\{(\w+)\}/g, (_, part) => apart(said[part]))
    },
  }
}

// Ticks as they are set by script: `touched` names what was set by hand before there was one, which `but` leaves alone.
// Grades of one option exclude each other, so they are touched together.
function ticksOf(form, picks, choiceOf) {
  const blanks = [...form.querySelectorAll(".blank")]
  const fieldOf = ({ type, name, value }) => (type === "radio" ? name : value)
  return {
    touched: new Set([...picks, ...blanks].filter(isTouched).map(fieldOf)),
    choose(choices, but) {
      const isFree = pick => !but || !but.has(fieldOf(pick))
      blanks.filter(isFree).forEach(blank => (blank.checked = true))
      picks.filter(isFree).forEach(pick => (pick.checked = choices.includes(choiceOf(pick))))
    },
  }
}

export function paperOf(form) {
  const picks = [...form.querySelectorAll(".pick")]
  const { choiceOf, titleOf } = form.dataset.grades ? gradesOf(form.dataset) : OPTIONS
  const chosen = () => picks.filter(pick => pick.checked).map(choiceOf)
  const titles = choices => picks.filter(pick => choices.includes(choiceOf(pick))).map(titleOf)
  const least = Number(form.dataset.min), most = Number(form.dataset.max)
  return {
    recorded: form.dataset.recorded.split(" ").filter(Boolean),
    isUntold: "untold" in form.dataset,
    titles,
    ...ticksOf(form, picks, choiceOf),
    part: name => form.querySelector(`[data-part="${name}"]`),
    hush: () => form.querySelectorAll('[data-part="refused"], [data-part="changed"]').forEach(note => (note.hidden = true)),
    focus: () => picks[0].focus(),
    draft: () => ({ choices: chosen(), titles: titles(chosen()), revision: Number(form.revision.value) }),
    isUnsent() {
      return !isSame(chosen(), this.recorded)
    },
    isNow({ choices, revision, isUntold = false }) {
      this.recorded = choices
      this.isUntold = isUntold
      form.revision.value = revision
    },
    judge() {
      const count = chosen().length
      form.dataset.state = count < least ? "idle" : count > most ? "over" : count === most ? "full" : "ready"
      return { count, most }
    },
    tellOfConflict() {
      const notice = document.getElementById("conflict").content.cloneNode(true).firstElementChild
      const back = form.querySelector(".back")
      if (back) back.hidden = false
      const slot = notice.querySelector("[data-part]"), old = form.querySelector(".notice")
      const said = titles(this.recorded).map(apart).join(slot.dataset.between) || slot.dataset.blank
      slot.textContent = this.isUntold ? slot.dataset.untold : said
      if (old) old.remove()
      form.querySelector(".ask").after(notice)
    },
  }
}
