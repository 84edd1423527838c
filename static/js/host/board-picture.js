// Draws a slide (16:9) or a poster (A3 upright) of one list or of several, in letters as large as the sheet allows.
import { penOn } from "./chat-picture.js"

const SHEETS = {
  slide: { width: 1920, height: 1080, edge: 72, unit: 1, isWide: true, largest: 1.5, largestOfFew: 2.4, columns: lists => (lists === 4 ? 2 : Math.min(lists, 3)) },
  poster: { width: 2480, height: 3508, edge: 190, unit: 2.1, largest: 1.7, largestOfFew: 2.6, columns: lists => (lists > 3 ? 2 : 1) },
}
const SMALLEST = 0.2, TRIES = 7  // each lays out every word once
const FEW = 6  // lines one below the other, which may grow
const LEAST_WHOLE = 0.6  // smaller than so, letters do not get for the sake of one long word
const WIDEST_GAP = 140  // between two lines, in units

// → a promise of a PNG, null where the browser cannot make one so large.
export function boardDrawn(kind, board, look) {
  const sheet = SHEETS[kind], canvas = blank(sheet.width, sheet.height)
  const pen = penOn(canvas, look), trial = penOn(blank(1, 1), look)
  const top = head(trial, board, sheet), low = sheet.height - sheet.edge - foot(trial, board, sheet, 0)
  const scale = scaleFor(grown(sheet, board), trial, each => blocks(trial, board, sheet, top, { scale: each, gap: 0 }) <= low)
  const left = low - blocks(trial, board, sheet, top, { scale, gap: 0 })
  const gap = Math.max(0, Math.min(left / lineCount(board, sheet), WIDEST_GAP * sheet.unit * scale))
  pen.box(0, 0, sheet.width, sheet.height, "paper")
  head(pen, board, sheet)
  blocks(pen, board, sheet, top, { scale, gap })
  foot(pen, board, sheet, low)
  return new Promise(done => canvas.toBlob(done, "image/png"))
}

function blank(width, height) {
  const canvas = document.createElement("canvas")
  canvas.width = width
  canvas.height = height
  return canvas
}

const grown = (sheet, board) => (lineCount(board, sheet) > FEW ? sheet : { ...sheet, largest: sheet.largestOfFew })

// As large as no word is cut, unless that were too small to read.
function scaleFor(sheet, trial, fits) {
  const isWhole = scale => {
    trial.cutsWords = false
    return fits(scale) && !trial.cutsWords
  }
  return fitting(sheet, isWhole(LEAST_WHOLE) ? isWhole : fits)
}

function fitting(sheet, fits) {
  let fit = SMALLEST, beyond = sheet.largest
  if (fits(beyond)) return beyond
  for (let tries = 0; tries < TRIES; tries++) {
    const middle = (fit + beyond) / 2
    if (fits(middle)) fit = middle
    else beyond = middle
  }
  return fit
}

// The lists in rows of so many columns each.
function rowsOf(board, sheet) {
  const columns = sheet.columns(board.blocks.length), rows = []
  for (let at = 0; at < board.blocks.length; at += columns) rows.push(board.blocks.slice(at, at + columns))
  return { columns, rows }
}

function lineCount(board, sheet) {
  const { rows } = rowsOf(board, sheet)
  return rows.reduce((sum, row) => sum + Math.max(...row.map(block => block.lines.length)), 0)
}

function head(pen, { organization, meeting, heading }, { width, edge, unit, isWide }) {
  const inner = width - 2 * edge, size = (isWide ? 72 : 112) * unit, room = inner - size - 48 * unit
  const over = isWide ? [[organization, meeting].filter(Boolean).join(" ")] : [organization, meeting].filter(Boolean)
  const y = over.reduce((end, words) => pen.text(words, edge, end, { size: 36 * unit, colour: "ink2", width: room }) + 4 * unit, edge)
  pen.seal(width - edge - size, edge, size)
  const line = Math.max(y, edge + size) + 14 * unit
  pen.box(edge, line, inner, 8 * unit, "seal")
  pen.box(edge, line + 12 * unit, inner, 2 * unit, "seal")
  return pen.text(heading, edge, line + 22 * unit, { size: 60 * unit, face: "serif", bold: true, width: inner }) + 12 * unit
}

function foot(pen, { notes }, { width, edge, unit }, top) {
  return notes.reduce(
    (y, note, at) => pen.text(note, edge, y, { size: 26 * unit, colour: at ? "ink2" : "ink", width: width - 2 * edge }) + 4 * unit,
    top + 20 * unit,
  )
}

function blocks(pen, board, sheet, top, { scale, gap }) {
  const { columns, rows } = rowsOf(board, sheet), u = sheet.unit * scale, between = 72 * sheet.unit
  const width = (sheet.width - 2 * sheet.edge - between * (columns - 1)) / columns
  let y = top
  rows.forEach((row, at) => {
    if (at) y += 34 * u
    y = Math.max(...row.map((block, column) => list(pen, block, { x: sheet.edge + column * (width + between), y, width, u, gap, isWide: sheet.isWide })))
  })
  return y
}

function list(pen, { title, lines, tied, notes }, { x, y, width, u, gap, isWide }) {
  if (title) {
    y = pen.text(title, x, y, { size: 40 * u, face: "serif", bold: true, width }) + 6 * u
    pen.box(x, y, width, 3 * u, "ink")
    y += 10 * u
  }
  lines.forEach((line, at) => {
    const isFirstTied = line.state === "tied" && (!at || lines[at - 1].state !== "tied")
    if (isFirstTied && tied) y = cut(pen, tied, { x, y, width, u })
    else if (at) pen.box(x, y + gap / 2, width, 2 * u, "rule")
    y = row(pen, line, { x, y: y + gap / 2 + 10 * u, width, u, isWide }) + 10 * u + gap / 2
  })
  return notes.reduce((end, note) => pen.text(note, x, end, { size: 24 * u, colour: "ink2", width }) + 4 * u, y + 6 * u)
}

function cut(pen, words, { x, y, width, u }) {
  const style = { size: 26 * u, bold: true }
  pen.dashes(x, y + 22 * u, Math.max(0, width - pen.widthOf(words, style) - 24 * u))
  pen.text(words, x + width, y + 5 * u, { ...style, align: "right" })
  return y + 42 * u
}

function row(pen, { rank, title, department, votes, unit, share, state }, { x, y, width, u, isWide }) {
  const left = x + 92 * u, right = x + width
  pen.text(rank, x, y - 6 * u, { size: 64 * u, face: "serif", bold: true, colour: state === "taken" ? "seal" : "ink" })
  const unitWidth = pen.widthOf(unit, { size: 26 * u }) + 8 * u
  const room = right - left - unitWidth - pen.widthOf(votes, { size: 48 * u, face: "num", bold: true }) - 32 * u
  pen.text(unit, right, y + 16 * u, { size: 26 * u, colour: "ink2", align: "right" })
  pen.text(votes, right - unitWidth, y, { size: 48 * u, face: "num", bold: true, align: "right" })
  const end = named(pen, title, department, { left, y, room, u, isWide })
  pen.bar(left, end + 8 * u, right - left, 14 * u, share, state)
  return end + 24 * u
}

// The department stands beside the title where the sheet is wide and both have room, else below.
function named(pen, title, department, { left, y, room, u, isWide }) {
  const bold = { size: 44 * u, bold: true }, light = { size: 28 * u, colour: "ink2" }
  const end = pen.text(title, left, y, { ...bold, width: room })
  if (!department) return end
  const beside = pen.widthOf(title, bold) + 24 * u
  if (!isWide || beside + pen.widthOf(department, light) > room) return pen.text(department, left, end, { ...light, width: room })
  pen.text(department, left + beside, y + 14 * u, light)
  return end
}
