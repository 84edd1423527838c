// Type as large as its room allows: --fit, by which the style multiplies its sizes, goes from data-most down to
// data-least until nothing reaches out of the element. What can be spared goes before type gets smaller than
// data-readable: data-tight. Where that is not enough, data-tight is "more" and then "most", and more goes.
import { listen } from "../shared/behaviours.js"

export const LEAST = 0.53
export const STEP = 0.04
const READABLE = 0.72

export function start(element, signal) {
  listen(window, "resize", () => fit(element), signal)
  fit(element)
}

// Whether all of it fits now.
export function fit(element) {
  const { most = 1, least = LEAST, readable = READABLE } = element.dataset
  delete element.dataset.tight
  if (shrink(element, Number(most), Math.max(least, readable))) return true
  for (const tight of ["", "more", "most"]) {
    element.dataset.tight = tight
    if (shrink(element, Number(most), Number(least))) return true
  }
  return false
}

export function shrink(element, most, least) {
  for (let size = most; ; size = Math.max(least, size - STEP)) {
    element.style.setProperty("--fit", size.toFixed(2))
    if (!isOver(element)) return true
    if (size <= least) return false
  }
}

// A row that is wider than its column reaches out of the column alone.
export function isOver(element) {
  return reachesOut(element) || [...element.children].some(child => child.scrollWidth > child.clientWidth + 1)
}

function reachesOut({ scrollHeight, clientHeight, scrollWidth, clientWidth }) {
  return scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1
}
