// A list that is too long for one picture even in small type: the first places and the cut line stay, the others turn
// page by page, calmly, in larger type. Rows are as high as their titles, so a page is what there is room for.
import { every, listen } from "../shared/behaviours.js"
import { LEAST, STEP, fit, isOver, shrink } from "./fit.js"

const PAGE_MS = 8_000, FADE_MS = 400
const MOST_FIXED = 10  // a longer head would leave too little to turn
const FEWEST_TURNED = [3, 1]  // under the head: three if there is a size of type for that, else one
const ENOUGH = 5  // on a page without a head, if there is a size of type for that

export function start(list, signal) {
  const note = list.querySelector(".turn"), [first, last] = ["first", "last"].map(name => note.querySelector(`[data-part=${name}]`))
  let page = 0, isWhole = false

  const show = () => {
    list.append(note)
    if (isWhole) return
    const { head, pages } = divide(list, note)
    page %= pages.length
    for (const row of pages.flat()) row.hidden = !pages[page].includes(row)
    const before = count([...head, ...pages.slice(0, page).flat()])
    first.textContent = before + 1
    last.textContent = before + count(pages[page])
  }
  const lay = () => {
    list.classList.remove("turning")
    for (const row of list.children) row.hidden = row === note
    isWhole = fit(list)
    if (isWhole) return
    list.classList.add("turning")
    note.hidden = false
    show()
  }
  const turn = () => {
    page += 1
    show()
    if (!isWhole && !matchMedia("(prefers-reduced-motion: reduce)").matches) fade(rowsOf(list, note))
  }

  listen(list, "arranged", show, signal)
  listen(window, "resize", lay, signal)
  every(PAGE_MS, turn, signal)
  lay()
  page = Math.max(0, isWhole ? 0 : divide(list, note).pages.findIndex(rows => rows.some(row => row.matches(".new"))))
  show()
}

const rowsOf = (list, note) => [...list.children].filter(item => item !== note)

// What stays and what turns, at the largest type at which some rows turn under the head; else everything turns.
function divide(list, note) {
  const items = rowsOf(list, note)
  const marked = items.map(item => item.matches(".cut, .tie")).lastIndexOf(true) + 1
  const { turned = 0.67, least = LEAST } = list.dataset
  const hasHead = marked > 0 && marked <= MOST_FIXED && FEWEST_TURNED.some(number => {
    items.forEach((item, at) => (item.hidden = at >= marked + number))
    return shrink(list, Number(turned), Number(least))
  })
  if (!hasHead) {
    items.forEach((item, at) => (item.hidden = at >= ENOUGH))
    shrink(list, Number(turned), Number(least))
  }
  const head = hasHead ? items.slice(0, marked) : [], rest = items.slice(head.length)
  return { head, pages: grown(list, rest, even(list, rest, packed(list, rest)), Number(least)) }
}

// As many rows on each page as there is room for, and always one.
function packed(list, rest) {
  const pages = []
  for (const row of rest) row.hidden = true
  for (const row of rest) {
    const page = pages[pages.length - 1]
    row.hidden = false
    if (page && !isOver(list)) {
      page.push(row)
      continue
    }
    for (const shown of page || []) shown.hidden = true
    pages.push([row])
  }
  return pages
}

// The same number of rows on each of as many pages, where there is room for it: no page of one row at the end.
function even(list, rest, pages) {
  const size = Math.ceil(rest.length / pages.length)
  const alike = pages.map((_, at) => rest.slice(at * size, (at + 1) * size)).filter(page => page.length)
  return alike.every(page => fits(list, rest, page)) ? alike : pages
}

// The same pages in the largest type that each of them has room for.
function grown(list, rest, pages, least) {
  const before = Number(list.style.getPropertyValue("--fit"))
  for (let size = 1; size > Math.max(least, before); size -= STEP) {
    list.style.setProperty("--fit", size.toFixed(2))
    if (pages.every(page => fits(list, rest, page))) return pages
  }
  list.style.setProperty("--fit", before.toFixed(2))
  return pages
}

function fits(list, rest, page) {
  for (const row of rest) row.hidden = !page.includes(row)
  return !isOver(list)
}

function count(items) {
  return items.filter(item => !item.matches(".cut")).length
}

function fade(rows) {
  for (const row of rows) if (!row.hidden) row.animate([{ opacity: 0 }, { opacity: 1 }], FADE_MS)
}
