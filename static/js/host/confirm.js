// A button that takes effect on the second press within three seconds, also where the page was swapped in between.
// With data-unasked the first one does where the note it names has nothing to say against it.
// Without script the first press counts, and the countdown that follows can be cancelled.
import { listen, say } from "../shared/behaviours.js"

const ARMED_MS = 3_000
const BOUNCE_MS = 350  // a double click is one press
let pressed = { what: "", at: -Infinity }  // the press that waits for its second

export function start(button, signal) {
  const what = meaning(button), left = pressed.at + ARMED_MS - performance.now()
  let timer = 0

  const disarm = () => {
    clearTimeout(timer)
    if ("armed" in button.dataset) say("")
    delete button.dataset.armed
  }
  const arm = ms => {
    button.dataset.armed = ""
    say(button.querySelector(".again").textContent)
    timer = setTimeout(disarm, ms)
  }
  listen(button, "click", event => {
    const isArmed = "armed" in button.dataset
    if (isArmed && performance.now() - pressed.at > BOUNCE_MS) {
      pressed = { what: "", at: -Infinity }
      return disarm()
    }
    if (!isArmed && isAllIn(button)) return
    event.preventDefault()
    if (isArmed) return
    pressed = { what, at: performance.now() }
    arm(ARMED_MS)
  }, signal)
  signal.addEventListener("abort", disarm)
  if (what === pressed.what && left > 0) arm(left)
}

// What its form would do, and to what: two buttons that look alike are not the same.
function meaning({ form, name, value }) {
  const hidden = [...form.elements].filter(({ type }) => type === "hidden").map(field => `${field.name}=${field.value}`)
  return [form.getAttribute("action"), `${name}=${value}`, ...hidden].join("&")
}

// Everybody has submitted, nobody has chosen something and not sent it, and no other list goes along.
function isAllIn({ dataset: { unasked }, form }) {
  const note = unasked && document.querySelector(unasked)
  if (!note || !Number(note.dataset.ballots) || note.querySelector("[data-number=left]").textContent !== "0") return false
  const isTicked = [...form.elements].some(({ type, checked }) => type === "checkbox" && checked)
  return !isTicked && !document.querySelector(".note[data-some][data-is], .note [data-some][data-is]")
}
