// A button that prints the page; without scripts the browser's own menu does it.
import { listen } from "../shared/behaviours.js"

export function start(button, signal) {
  button.hidden = false
  listen(button, "click", () => print(), signal)
}
