// Plays the bell in this browser, so that its loudspeakers can be tried. Without JavaScript there is no such button.
import { listen } from "../shared/behaviours.js"
import { bell, unlock } from "../shared/sound.js"

export function start(button, signal) {
  button.hidden = false
  listen(button, "click", async () => (await unlock()) && bell(), signal)
}
