// Drags entries of a list to another place; up and down are buttons, which need no script.
import { listen } from "../shared/behaviours.js"

export function start(list, signal) {
  const form = list.parentElement.querySelector("form[data-order]")
  let dragged = null, before
  for (const each of list.children) each.draggable = true

  // In a field the mouse places the cursor, which some browsers forbid below what can be dragged.
  listen(list, "pointerdown", ({ target }) => {
    const entry = entryOf(list, target)
    if (entry) entry.draggable = !target.closest("details, a, button")
  }, signal)
  listen(list, "dragstart", event => {
    if (event.target.parentElement !== list) return event.preventDefault()
    dragged = event.target
    before = undefined
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", "")  // Firefox drags nothing without
  }, signal)
  listen(list, "dragover", event => {
    const under = entryOf(list, event.target)
    if (!dragged || !under) return
    event.preventDefault()
    before = isUpper(under, event.clientY) ? under : under.nextElementSibling
    mark(list, dragged, before, under)
  }, signal)
  listen(list, "drop", event => {
    event.preventDefault()
    if (!dragged || before === undefined || before === dragged || before === dragged.nextElementSibling) return
    form.elements.namedItem("item").value = dragged.dataset.item  // .item is a method
    form.elements.namedItem("before").value = before ? before.dataset.item : ""
    form.requestSubmit ? form.requestSubmit() : form.submit()
  }, signal)
  listen(list, "dragend", () => (unmark(list), dragged = null), signal)
}

// An entry may hold lists of its own.
function entryOf(list, element) {
  return [...list.children].find(each => each.contains(element))
}

function isUpper(element, y) {
  const { top, height } = element.getBoundingClientRect()
  return y < top + height / 2
}

function mark(list, dragged, before, under) {
  unmark(list)
  dragged.classList.add("dragged")
  if (before) before.classList.add("over-here")
  else under.classList.add("over-end")
}

function unmark(list) {
  for (const each of list.children) each.classList.remove("over-here", "over-end", "dragged")
}
