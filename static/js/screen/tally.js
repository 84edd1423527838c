// The moving bars: at most one step per 1.2 s, rows glide to their new places, and the cut line never moves.
// A row's score is its votes, or, where options are graded, the mean of its grades.
// While figures roll they are still the old ones, so the ranks beside them change with their last step.
import { hear } from "../shared/messages.js"

const STEP_MS = 1_200, MOVE_MS = 400
const MOTION = { duration: MOVE_MS, easing: "cubic-bezier(.2, .7, .2, 1)" }

export function start(list, signal) {
  const type = list.dataset.worth ? graded(list.dataset.worth.split(" ").map(Number)) : CHOSEN
  const rows = [...list.querySelectorAll("[data-option]")].map(element => read(element, type))
  let told = null, timer = 0, quietUntil = 0

  const step = () => {
    timer = 0
    quietUntil = performance.now() + STEP_MS
    const before = rows.map(row => [row, place(row)])
    for (const row of rows) row.given = type.given(told, row) ?? row.given
    arrange(list, rows, type, told.ballots)
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return settle(rows, type)
    for (const [row, old] of before) move(row, old)
    roll(rows, before, type)
  }
  hear("tally", message => {
    if (message.poll !== list.dataset.poll || !message.counts) return
    told = message
    if (rows.every(row => String(type.given(told, row)) === String(row.given))) return
    timer = timer || setTimeout(step, Math.max(0, quietUntil - performance.now()))
  }, signal)
  signal.addEventListener("abort", () => clearTimeout(timer))
}

const CHOSEN = {
  read: ({ number }) => Number(number.textContent),
  given: ({ counts }, { id }) => counts[id],
  score: votes => votes,
  say: votes => Math.round(votes),
  part: (row, most) => `${(100 * row.score / most).toFixed(1)}%`,
}

// One bar of the whole width, which the grades share; what nobody graded is left empty.
function graded(worth) {
  const sum = counts => counts.reduce((total, n) => total + n, 0)
  return {
    read: ({ bar }) => [...bar.children].map(piece => Number(piece.dataset.n)),
    given: ({ grades }, { id }) => grades[id],
    // Rounded, so that equal means are equal whatever the order of adding up.
    score: counts => Number((sum(counts.map((n, at) => n * worth[at])) / (sum(counts) || 1)).toFixed(9)),
    // A half goes up, as on the server; what is added is less than any mean is beside a half.
    say: mean => mean ? (Math.floor(100 * mean + 0.5 + 1e-6) / 100).toFixed(2) : "–",
    part({ bar, given }, _, ballots) {
      given.forEach((n, at) => {
        const piece = bar.children[at], part = ballots ? 100 * n / ballots : 0
        piece.dataset.n = n
        piece.setAttribute("width", `${part.toFixed(3)}%`)
        piece.setAttribute("aria-label", `${piece.getAttribute("aria-label").replace(/ \d+$/, "")} ${n}`)
        piece.toggleAttribute("data-narrow", part < (bar.closest(".lines") ? 2 : 1) * (1.5 + 3 * String(n).length))
        piece.firstElementChild.textContent = n
      })
      return "100%"
    },
  }
}

function read(element, type) {
  const [bar, rank, number] = [".bar", ".place", ".votes"].map(name => element.querySelector(name))
  const { option: id, order } = element.dataset
  const row = { element, id, order: Number(order), bar, rank, number, part: bar.getAttribute("width") || "100%" }
  row.given = type.read(row)
  row.score = type.score(row.given)
  return row
}

// Equal scores keep the list's order.
function arrange(list, rows, type, ballots) {
  const winners = Number(list.dataset.winners), cut = list.querySelector(".cut")
  for (const row of rows) row.score = type.score(row.given)
  rows.sort((a, b) => b.score - a.score || a.order - b.order)
  const most = Math.max(1, rows[0].score), last = rows[Math.min(winners, rows.length) - 1].score
  const isTied = last > 0 && rows.length > winners && rows[winners].score === last  // as votes/ties.py: equals, and not room for all
  if (cut) say(cut, isTied, rows.filter(row => row.score === last).length, winners - rows.filter(row => row.score > last).length)
  rows.forEach((row, at) => {
    if (at === winners && cut) list.append(cut)
    list.append(row.element)
    const isLevel = isTied && row.score === last
    row.element.classList.toggle("tie", isLevel)
    row.element.classList.toggle("top", at < winners && row.score > 0 && !isLevel)
    row.part = type.part(row, most, ballots)
    if (row.part !== "100%" || row.bar.hasAttribute("width")) row.bar.setAttribute("width", row.part)
  })
  list.dispatchEvent(new Event("arranged"))
}

// What the cut line says: who is above it, or how many are level on it.
function say(cut, isTied, tied, seats) {
  cut.classList.toggle("open", isTied)
  cut.dataset.seats = seats
  for (const part of cut.querySelectorAll("[data-part=tied]")) part.textContent = tied
  for (const part of cut.querySelectorAll("[data-part=seats]")) part.textContent = seats
}

function place({ element, number, part }) {
  const { left, top, height } = element.getBoundingClientRect()
  return { left, top, height, part, score: Number(number.textContent) || 0 }
}

// A row that is moved in the page starts without its old style, so its way is animated rather than a transition.
function move(row, old) {
  const now = place(row), x = old.left - now.left, y = old.top - now.top
  const isSeen = old.height && now.height  // a row of another page comes and goes without a way
  if (isSeen && (x || y)) row.element.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], MOTION)
  if (old.part !== row.part) row.bar.animate([{ width: old.part }, { width: row.part }], MOTION)
}

// The figures count up together; a step that comes before they are done takes over.
function roll(rows, before, type) {
  const began = performance.now()
  rows.began = began
  const tick = now => {
    if (rows.began !== began) return
    const part = Math.min(1, Math.max(0, (now - began) / MOVE_MS))
    if (part === 1) return settle(rows, type)
    for (const [{ number, score }, old] of before) number.textContent = type.say(old.score + (score - old.score) * part)
    requestAnimationFrame(tick)
  }
  requestAnimationFrame(tick)
}

// Equal scores share a rank.
function settle(rows, type) {
  for (const { number, rank, score } of rows) {
    number.textContent = type.say(score)
    rank.textContent = score ? 1 + rows.findIndex(row => row.score === score) : "–"
  }
}
