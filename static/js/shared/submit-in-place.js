// A host's form is sent without leaving the page, which then shows what the server says.
// While the connection is lost, its buttons are out of reach.
import { show } from "./show-response.js"
import { listen } from "./behaviours.js"
import { watchLink } from "./connection.js"

const MOST_WAITING = 9
const inHaste = new Map()  // of buttons that repeat, such as that for the next page: presses that wait for the one before

export function start(form, signal) {
  const buttons = [...form.elements].filter(({ type, disabled }) => type === "submit" && !disabled)
  let isSending = false

  watchLink(isLost => buttons.forEach(button => (button.disabled = isLost)), signal)
  listen(form, "submit", async event => {
    event.preventDefault()
    const { submitter } = event, repeated = submitter && "repeats" in submitter.dataset ? submitter.id : null
    if (inHaste.has(repeated)) inHaste.set(repeated, Math.min(inHaste.get(repeated) + 1, MOST_WAITING))
    if (isSending || inHaste.has(repeated)) return
    isSending = true
    if (repeated) inHaste.set(repeated, 0)
    await show(send(form, submitter))
    isSending = false
    if (repeated) pressAgain(repeated)
  }, signal)
}

// On the page as it is now: the button is another one, for the page after.
function pressAgain(id) {
  const times = inHaste.get(id), button = document.getElementById(id)
  inHaste.delete(id)
  for (let n = 0; button && n < times; n++) button.click()
}

function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form))
  if (submitter && submitter.name) body.append(submitter.name, submitter.value)
  return fetch(form.action, { method: "POST", body, cache: "no-store", credentials: "same-origin" })
}
