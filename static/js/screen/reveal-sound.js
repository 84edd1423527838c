// On the places of a reveal: one knock for each place that comes up while this page is open, none under the first.
import { knock } from "../shared/sound.js"

let last = null

export function start(list) {
  const { poll, step, rank } = list.dataset
  const was = last
  last = { poll, step: Number(step) }
  if (was && was.poll === poll && last.step > was.step && Number(rank) > 1) knock()
}
