// How long the server takes to answer; beyond SLOW_MS the dot says so. "–" while nothing is known.
// What is wrong with its disk is said where the host looks.
import { every } from "../shared/behaviours.js"

const EVERY_MS = 10_000, SLOW_MS = 500, GIVE_UP_MS = 5_000

export function start(dot, signal) {
  const figure = dot.parentNode.querySelector("[data-number='delay']")

  const ask = async () => {
    const control = new AbortController()
    const patience = setTimeout(() => control.abort(), GIVE_UP_MS)
    const begun = performance.now()
    const answer = await fetch("/healthz", { cache: "no-store", signal: control.signal }).catch(() => null)
    const isWell = answer !== null && answer.ok
    const { trouble } = answer ? await answer.json().catch(() => ({})) : {}
    clearTimeout(patience)
    if (signal.aborted) return
    const delay = Math.round(performance.now() - begun)
    figure.textContent = isWell ? delay : "–"
    dot.classList.toggle("warn", !isWell || delay > SLOW_MS)
    if (!answer) return
    for (const note of document.querySelectorAll("[data-trouble]")) note.hidden = note.dataset.trouble !== trouble
  }
  every(EVERY_MS, ask, signal)
  ask()
}
