// What is typed into a department's form stays on this device until it is sent: a closed laptop loses nothing.
// The item's id is kept along, so that what was sent and never answered is no second item when it is sent again.
import { listen } from "../shared/behaviours.js"
import { forget, isTouched, keep, kept } from "./storage.js"

const NAMES = ["id", "list", "title", "description"]

export function start(form, signal) {
  const { voter, item, saved } = form.dataset, isKnown = "known" in form.dataset
  const of = { voter, poll: isKnown ? item : form.dataset.poll }
  const fields = NAMES.map(name => [name, form.elements.namedItem(name)]).filter(([, field]) => field)

  const earlier = kept("item", of), touched = fields.filter(([, field]) => isTouched(field))
  if (saved) {
    const sent = kept("item", { voter, poll: form.dataset.poll })
    if (sent && sent.id === saved) forget("item", { voter, poll: form.dataset.poll })
    forget("item", { voter, poll: saved })
  }
  if (earlier && earlier.id !== saved && !isRefused(form)) fill(fields.filter(each => !touched.includes(each)), earlier)

  const note = form.querySelector('[data-part="kept"]')
  const keepAll = () => {
    const values = Object.fromEntries(fields.map(([name, field]) => [name, field.value]))
    note.hidden = !keep("item", of, values)
  }
  listen(form, "input", ({ target }) => (target.type === "file" ? checkSize(target) : keepAll()), signal)
  if (touched.length) keepAll()
}

// The server's own page after a refusal holds what was sent last, which is newer than what was kept before.
function isRefused(form) {
  return Boolean(form.querySelector('[role="alert"]'))
}

function fill(fields, values) {
  for (const [name, field] of fields) if (name in values) field.value = values[name]
}

function checkSize(input) {
  const file = input.files[0]
  input.setCustomValidity(file && file.size > Number(input.dataset.most) ? input.dataset.tooLarge : "")
  input.reportValidity()
}
