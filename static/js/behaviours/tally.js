// The moving bars: at most one step per 1.2 s, rows glide to their new places, and the cut line never moves.
// While figures roll they are still the old ones, so the ranks beside them change with their last step.
import { hear } from "../lib/room.js"

const STEP_MS = 1_200, MOVE_MS = 400
const MOTION = { duration: MOVE_MS, easing: "cubic-bezier(.2, .7, .2, 1)" }

export function start(list, signal) {
  const rows = [...list.querySelectorAll("[data-option]")].map(read)
  let counts = null, timer = 0, quietUntil = 0

  const step = () => {
    timer = 0
    quietUntil = performance.now() + STEP_MS
    const before = rows.map(row => [row, place(row)])
    for (const row of rows) row.votes = counts[row.id] ?? row.votes
    arrange(list, rows)
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return settle(rows)
    for (const [row, old] of before) move(row, old)
    roll(rows, before)
  }
  hear("tally", message => {
    if (message.poll !== list.dataset.poll || !message.counts) return
    counts = message.counts
    if (rows.every(({ id, votes }) => counts[id] === votes)) return
    timer = timer || setTimeout(step, Math.max(0, quietUntil - performance.now()))
  }, signal)
  signal.addEventListener("abort", () => clearTimeout(timer))
}

function read(element) {
  const [bar, rank, number] = [".bar", ".place", ".votes"].map(name => element.querySelector(name))
  const { option: id, order } = element.dataset
  return { element, id, order: Number(order), bar, rank, number, votes: Number(number.textContent), part: bar.getAttribute("width") }
}

// Equal votes keep the list's order.
function arrange(list, rows) {
  const winners = Number(list.dataset.winners), cut = list.querySelector(".cut")
  rows.sort((a, b) => b.votes - a.votes || a.order - b.order)
  const most = Math.max(1, rows[0].votes)
  rows.forEach((row, at) => {
    if (at === winners && cut) list.append(cut)
    list.append(row.element)
    row.element.classList.toggle("top", at < winners && row.votes > 0)
    row.part = `${(100 * row.votes / most).toFixed(1)}%`
    row.bar.setAttribute("width", row.part)
  })
  list.dispatchEvent(new Event("arranged"))
}

function place({ element, number, part }) {
  const { left, top, height } = element.getBoundingClientRect()
  return { left, top, height, part, votes: Number(number.textContent) }
}

// A row that is moved in the page starts without its old style, so its way is animated rather than a transition.
function move(row, old) {
  const now = place(row), x = old.left - now.left, y = old.top - now.top
  const isSeen = old.height && now.height  // a row of another page comes and goes without a way
  if (isSeen && (x || y)) row.element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], MOTION)
  if (old.part !== row.part) row.bar.animate([{ width: old.part }, { width: row.part }], MOTION)
}

// The figures count up together; a step that comes before they are done takes over.
function roll(rows, before) {
  const began = performance.now()
  rows.began = began
  const tick = now => {
    if (rows.began !== began) return
    const part = Math.min(1, Math.max(0, (now - began) / MOVE_MS))
    if (part === 1) return settle(rows)
    for (const [{ number, votes }, old] of before) number.textContent = Math.round(old.votes + (votes - old.votes) * part)
    requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}

// Equal votes share a rank.
function settle(rows) {
  for (const { number, rank, votes } of rows) {
    number.textContent = votes
    rank.textContent = votes ? 1 + rows.findIndex(row => row.votes === votes) : "–"
  }
}
