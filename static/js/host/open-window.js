// Opens this link in a window of its own, which can be moved to the projector; pressed again it brings the same window
// to the front. Where the browser opens none, the link leads there as without script.
import { listen } from "../shared/behaviours.js"

export function start(link, signal) {
  listen(link, "click", event => {
    const opened = open(link.href, link.dataset.window, "popup,width=1280,height=720")
    if (!opened) return
    event.preventDefault()
    opened.focus()
  }, signal)
}
