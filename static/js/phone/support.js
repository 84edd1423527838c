// A question is supported, or no longer, where it stands; without script its form does it.
import { listen } from "../shared/behaviours.js"
import { refresh } from "../shared/refresh.js"

export function start(form, signal) {
  const button = form.querySelector("button"), count = form.querySelector("[data-supports]")
  let isSending = false

  const show = (isOn, supports) => {
    button.setAttribute("aria-pressed", isOn)
    form.elements.act.value = isOn ? "unsupport" : "support"
    count.textContent = supports
  }
  listen(form, "submit", async event => {
    event.preventDefault()
    if (isSending) return
    isSending = true
    const isOn = button.getAttribute("aria-pressed") !== "true"
    show(isOn, Number(count.textContent) + (isOn ? 1 : -1))
    const kept = await send(form.dataset.question, isOn).catch(() => null)
    isSending = false
    if (kept) show(kept.supported, kept.supports)
    else refresh()
  }, signal)
}

async function send(question, isOn) {
  const method = isOn ? "PUT" : "DELETE"
  const answer = await fetch(`/api/questions/${question}/support`, { method, credentials: "same-origin" })
  return answer.ok ? answer.json() : null
}
