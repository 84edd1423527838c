// Items of the agenda can be dragged into another order; buttons and their keys do the same without this.
import { listen } from "../lib/behaviours.js"

export function start(list, signal) {
  const form = document.getElementById("order-form")
  const ids = () => [...list.children].map(({ dataset }) => dataset.id).join(" ")
  let dragged = null, before = ""

  for (const item of list.children) item.draggable = true
  listen(list, "dragstart", event => {
    dragged = event.target.closest("li")
    before = ids()
    dragged.toggleAttribute("data-dragged", true)
    event.dataTransfer.effectAllowed = "move"
    event.dataTransfer.setData("text/plain", dragged.dataset.id)
  }, signal)
  listen(list, "dragover", event => {
    const over = event.target.closest("li")
    if (!dragged) return
    event.preventDefault()
    if (!over || over === dragged) return
    const { top, height } = over.getBoundingClientRect()
    over[event.clientY < top + height / 2 ? "before" : "after"](dragged)
  }, signal)
  listen(list, "drop", event => event.preventDefault(), signal)
  listen(list, "dragend", () => {
    if (!dragged) return
    dragged.toggleAttribute("data-dragged", false)
    dragged = null
    if (ids() === before) return
    form.elements.order.value = ids()
    form.submit()
  }, signal)
}
