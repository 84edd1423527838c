// Copies what data-copy points to. Without HTTPS there is no navigator.clipboard, so the text is selected and copied.
import { listen } from "../lib/behaviours.js"

const SAID_MS = 2_500

export function start(button, signal) {
  let timer = 0

  listen(button, "click", () => {
    const field = document.querySelector(button.dataset.copy)
    if (field) copy(field.value).then(isDone => isDone && say(), () => {})
  }, signal)

  const say = () => {
    clearTimeout(timer)
    button.dataset.copied = ""
    timer = setTimeout(() => delete button.dataset.copied, SAID_MS)
  }
  signal.addEventListener("abort", () => clearTimeout(timer))
}

function copy(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text).then(() => true)
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
