// Type as large as its room allows: --fit, by which the style multiplies its sizes, goes from data-most down to
// data-least until nothing reaches out of the element. What can be spared goes before type gets small: data-tight.
import { listen } from "../shared/behaviours.js"

export const LEAST = 0.53
const STEP = 0.04, READABLE = 0.72

export function start(element, signal) {
  listen(window, "resize", () => fit(element), signal)
  fit(element)
}

// Whether all of it fits now.
export function fit(element) {
  const { most = 1, least = LEAST } = element.dataset
  delete element.dataset.tight
  if (shrink(element, Number(most), Math.max(least, READABLE))) return true
  element.dataset.tight = ""
  return shrink(element, Number(most), Number(least))
}

export function shrink(element, most, least) {
  for (let size = most; ; size = Math.max(least, size - STEP)) {
    element.style.setProperty("--fit", size.toFixed(2))
    if (!isOver(element)) return true
    if (size <= least) return false
  }
}

export function isOver(element) {
  return element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1
}
