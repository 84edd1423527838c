// Presses this button by its key, or by the other one that stands for it, unless the key belongs to whatever has the
// focus: everything typed to a field, and what presses a button or opens a link to those.
import { listen } from "../shared/behaviours.js"

const TYPED_TO = "input, select, textarea, [contenteditable]"
const PRESSED = "button, summary, a"

export function start(button, signal) {
  const { key, otherKey } = button.dataset
  listen(document, "keydown", event => {
    const isMine = isMeant(event, key) || (otherKey && isMeant(event, otherKey))
    if (!isMine || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target !== button && belongsTo(event.target, event.key)) return
    event.preventDefault()
    button.click()
  }, signal)
}

function belongsTo(focused, key) {
  return focused.closest(key === " " || key === "Enter" ? `${TYPED_TO}, ${PRESSED}` : TYPED_TO)
}

// With a Chinese input method the key of a letter is "Process", and only its place on the keyboard is told.
function isMeant({ key, code }, wanted) {
  return key.toLowerCase() === wanted || code === `Key${wanted.toUpperCase()}`
}
