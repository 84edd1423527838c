// The buttons on either side of a number; without script they are not there.
import { listen } from "../shared/behaviours.js"

export function start(root, signal) {
  const field = root.querySelector("input")
  for (const button of root.querySelectorAll("[data-step]")) {
    button.hidden = false
    listen(button, "click", () => {
      const now = Number(field.value) || 0
      field.value = Math.min(Number(field.max), Math.max(Number(field.min), now + Number(button.dataset.step)))
      field.dispatchEvent(new Event("change", { bubbles: true }))
    }, signal)
  }
}
