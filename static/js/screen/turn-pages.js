// A list that is too long for one picture: the first places and the cut line stay, the others turn page by page,
// calmly, in large type. Without it they all stand in two columns of small type.
import { every, listen } from "../shared/behaviours.js"

const PAGE_MS = 8_000, FADE_MS = 400
const MOST_FIXED = 10  // a longer head would leave too little to turn

export function start(list, signal) {
  const note = list.querySelector(".turn"), [first, last] = ["first", "last"].map(name => note.querySelector(`[data-part=${name}]`))
  let page = 0

  const show = () => {
    const { head, rest, size } = divide(list, note)
    const pages = Math.max(1, Math.ceil(rest.length / size)), even = Math.ceil(rest.length / pages)
    page %= pages
    const from = page * even
    for (const row of head) row.hidden = false
    rest.forEach((row, at) => (row.hidden = at < from || at >= from + even))
    list.append(note)
    note.hidden = pages < 2
    const before = count([...head, ...rest.slice(0, from)])
    first.textContent = before + 1
    last.textContent = before + count(rest.slice(from, from + even))
  }
  const turn = () => {
    page += 1
    show()
    if (!note.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches) fade(divide(list, note).rest)
  }

  list.classList.add("turning")
  listen(list, "arranged", show, signal)
  listen(window, "resize", show, signal)
  every(PAGE_MS, turn, signal)
  show()
}

// What stays, what turns, and how many rows of it there is room for under the head and above the note.
function divide(list, note) {
  const items = [...list.children].filter(item => item !== note)
  const marked = items.map(item => item.matches(".cut, .tie")).lastIndexOf(true) + 1
  const fixed = marked > MOST_FIXED ? 0 : marked
  const height = list.querySelector("[data-option]:not([hidden])").offsetHeight
  const lines = Math.floor(list.clientHeight / height) - 2  // the note, and the cut line that is higher than a row
  return { head: items.slice(0, fixed), rest: items.slice(fixed), size: Math.max(1, lines - fixed + 1) }
}

function count(items) {
  return items.filter(item => item.dataset.option).length
}

function fade(rows) {
  for (const row of rows) if (!row.hidden) row.animate([{ opacity: 0 }, { opacity: 1 }], FADE_MS)
}
