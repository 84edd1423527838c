// Copies what data-copy points to. Without HTTPS there is no navigator.clipboard, so the text is selected and copied.
// Where even that is refused, the text is left selected for the keyboard.
import { listen } from "../shared/behaviours.js"

const SAID_MS = 4_000

export function start(button, signal) {
  listen(button, "click", event => {
    if (event.defaultPrevented) return  // the first press of two
    const field = document.querySelector(button.dataset.copy)
    if (field) copy(field.value).then(isDone => (isDone ? said(button) : field.select()))
  }, signal)
}

// For a button that sends a form the body says it, since the button may leave the page with what it has sent.
function said(button) {
  const element = button.form ? document.body : button
  element.dataset.copied = ""
  setTimeout(() => delete element.dataset.copied, SAID_MS)
}

function copy(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text).then(() => true, () => copyBySelection(text))
  return Promise.resolve(copyBySelection(text))
}

function copyBySelection(text) {
  const field = document.createElement("textarea"), focused = document.activeElement
  field.value = text
  field.readOnly = true
  field.className = "sr"
  document.body.append(field)
  field.select()
  const isDone = document.execCommand("copy")
  field.remove()
  if (focused) focused.focus({ preventScroll: true })
  return isDone
}
