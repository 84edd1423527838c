// A file goes as soon as it is chosen: several that were chosen in several rows would be lost with the first that is sent.
import { listen } from "../shared/behaviours.js"

export function start(field, signal) {
  listen(field, "change", () => {
    const button = field.form.querySelector("button[value=save]")
    if (field.files.length && field.form.requestSubmit) field.form.requestSubmit(button)
  }, signal)
}
