// A picture that is made of figures per group fetches itself again as ballots come in, calmly.
import { hear } from "../shared/messages.js"
import { refresh } from "../shared/refresh.js"

const CALM_MS = 3_000

export function start({ dataset }, signal) {
  let first = true, timer = 0
  hear("tally", ({ poll, ballots }) => {
    if (poll !== dataset.poll) return
    const isShown = first && ballots === Number(dataset.ballots)  // what comes with the connection is no news
    first = false
    if (!isShown) timer = timer || setTimeout(refresh, CALM_MS, null)
  }, signal)
  signal.addEventListener("abort", () => clearTimeout(timer))
}
