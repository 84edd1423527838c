// A host's form is sent without leaving the page, which then shows what the server says.
// While the connection is lost, its buttons are out of reach.
import { listen } from "../lib/behaviours.js"
import { watchLink } from "../lib/link.js"
import { refresh } from "../lib/refresh.js"

export function start(form, signal) {
  const buttons = [...form.elements].filter(({ type, disabled }) => type === "submit" && !disabled)
  let isSending = false

  watchLink(isLost => buttons.forEach(button => (button.disabled = isLost)), signal)
  listen(form, "submit", async event => {
    event.preventDefault()
    if (isSending) return
    isSending = true
    await refresh(await send(form, event.submitter).catch(() => null))
    isSending = false
  }, signal)
}

// The address that the server sends the page to, if it is another one.
async function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form))
  if (submitter && submitter.name) body.append(submitter.name, submitter.value)
  const { redirected, url } = await fetch(form.action, { method: "POST", body, credentials: "same-origin" })
  return redirected && url !== location.href ? url : null
}
