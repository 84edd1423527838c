// Presses this button by its key, unless the key belongs to whatever has the focus.
import { listen } from "../lib/behaviours.js"

const TAKES_KEYS = "input, select, textarea, button, summary, a, [contenteditable]"

export function start(button, signal) {
  listen(document, "keydown", event => {
    if (!isMeant(event, button.dataset.key) || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target !== button && event.target.closest(TAKES_KEYS)) return
    event.preventDefault()
    button.click()
  }, signal)
}

// With a Chinese input method the key of a letter is "Process", and only its place on the keyboard is told.
function isMeant({ key, code }, wanted) {
  return key.toLowerCase() === wanted || code === `Key${wanted.toUpperCase()}`
}
