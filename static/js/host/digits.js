// A field for numbers and for codes with letters: on a phone it brings up figures first, and one key changes that.
import { listen } from "../shared/behaviours.js"

export function start(field, signal) {
  if (!matchMedia("(pointer: coarse)").matches) return
  const key = document.createElement("button")
  key.type = "button"
  key.className = "btn digits"
  const show = mode => {
    field.inputMode = mode
    key.textContent = mode === "decimal" ? "ABC" : "123"
  }
  show("decimal")
  field.after(key)
  listen(key, "click", () => {
    show(field.inputMode === "decimal" ? "text" : "decimal")
    field.blur()  // a keyboard that is up changes only for a field that is entered anew
    field.focus()
  }, signal)
  signal.addEventListener("abort", () => key.remove())
}
