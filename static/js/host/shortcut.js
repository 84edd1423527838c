// Presses this button by its key, or by the other one that stands for it, unless the key belongs to whatever has the
// focus: everything typed to a field, and what presses a button or opens a link to those. What was only clicked gives
// the focus back, so that the next press of a key is not its own.
import { listen } from "../shared/behaviours.js"

const TYPED_TO = "input, select, textarea, [contenteditable]"
const PRESSED = "button, summary, a"
const TICKED = "input[type=checkbox], input[type=radio]"

export function start(button, signal) {
  const { key, otherKey } = button.dataset
  if (key === " ") giveFocusBack(signal)
  listen(document, "keydown", event => {
    const isMine = isMeant(event, key) || (otherKey && isMeant(event, otherKey))
    if (!isMine || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target !== button && belongsTo(event.target, event.key)) return
    event.preventDefault()
    button.click()
  }, signal)
}

// A click by a key has no detail. A field that letters are typed to keeps the focus, however it came.
function giveFocusBack(signal) {
  let isByHand = false
  listen(document, "pointerdown", () => { isByHand = true }, signal)
  listen(document, "keydown", () => { isByHand = false }, signal)
  listen(document, "click", ({ detail, target }) => {
    if (detail) target.closest(`${PRESSED}, ${TICKED}`)?.blur()
  }, signal)
  listen(document, "change", ({ target }) => {
    if (isByHand && target.matches("select")) target.blur()
  }, signal)
}

function belongsTo(focused, key) {
  return focused.closest(key === " " || key === "Enter" ? `${TYPED_TO}, ${PRESSED}` : TYPED_TO)
}

// With a Chinese input method the key of a letter is "Process", and only its place on the keyboard is told.
function isMeant({ key, code }, wanted) {
  return key.toLowerCase() === wanted || code === `Key${wanted.toUpperCase()}`
}
