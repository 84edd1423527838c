// A page on which things happen by themselves looks again, as long as somebody has it before them.
import { every } from "../shared/behaviours.js"
import { refresh } from "../shared/refresh.js"

const EVERY_MS = 2_000

export function start(_main, signal) {
  every(EVERY_MS, () => document.hidden || refresh(), signal)
}
