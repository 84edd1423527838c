// A ballot's form as the page shows it: what is ticked, what it is called, and whether it is enough.
export function paperOf(form) {
  const picks = [...form.querySelectorAll(".pick")]
  const titleOf = pick => pick.nextElementSibling.querySelector(".t").textContent
  const chosen = () => picks.filter(pick => pick.checked).map(pick => pick.value)
  const least = Number(form.dataset.min), most = Number(form.dataset.max)
  return {
    chosen,
    choose: choices => picks.forEach(pick => (pick.checked = choices.includes(pick.value))),
    titles: choices => picks.filter(pick => choices.includes(pick.value)).map(titleOf),
    part: name => form.querySelector(`[data-part="${name}"]`),
    focus: () => picks[0].focus(),
    judge() {
      const count = chosen().length
      form.dataset.state = count < least ? "idle" : count > most ? "over" : count === most ? "full" : "ready"
      return { count, most }
    },
    tellOfConflict(titles) {
      const notice = document.getElementById("conflict").content.cloneNode(true).firstElementChild
      const slot = notice.querySelector("[data-part]"), old = form.querySelector(".notice")
      slot.textContent = titles.join(slot.dataset.between) || slot.dataset.blank
      if (old) old.remove()
      form.querySelector(".ask").after(notice)
      scrollTo(0, 0)
    },
  }
}
