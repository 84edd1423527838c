// The moving bars: at most one step per 1.2 s, rows glide to their new places, and the cut line never moves.
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
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches
    for (const [row, old] of before) isStill ? (row.number.textContent = row.votes) : move(row, old)
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

// Equal votes share a rank and keep the list's order.
function arrange(list, rows) {
  const winners = Number(list.dataset.winners), cut = list.querySelector(".cut")
  rows.sort((a, b) => b.votes - a.votes || a.order - b.order)
  const most = Math.max(1, rows[0].votes)
  rows.forEach((row, at) => {
    if (at === winners && cut) list.append(cut)
    list.append(row.element)
    row.element.classList.toggle("top", at < winners && row.votes > 0)
    row.rank.textContent = row.votes ? 1 + rows.findIndex(({ votes }) => votes === row.votes) : "–"
    row.part = `${(100 * row.votes / most).toFixed(1)}%`
    row.bar.setAttribute("width", row.part)
  })
}

function place({ element, number, part }) {
  const { left, top } = element.getBoundingClientRect()
  return { left, top, part, votes: Number(number.textContent) }
}

// A row that is moved in the page starts without its old style, so its way is animated rather than a transition.
function move(row, old) {
  const now = place(row), x = old.left - now.left, y = old.top - now.top
  if (x || y) row.element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], MOTION)
  if (old.part !== row.part) row.bar.animate([{ width: old.part }, { width: row.part }], MOTION)
  if (old.votes !== row.votes) countUp(row, old.votes)
}

function countUp(row, from) {
  const { votes } = row, began = performance.now()
  const tick = now => {
    if (row.votes !== votes) return
    const part = Math.min(1, Math.max(0, (now - began) / MOVE_MS))
    row.number.textContent = Math.round(from + (votes - from) * part)
    if (part < 1) requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}
