// Draws a result for a chat group: 1080 wide, as high as its lines need, in the fonts of this machine.
import { balanced } from "./line-breaks.js"

const WIDTH = 1080, EDGE = 64, INNER = WIDTH - 2 * EDGE
const RANK = 108, VOTES = 196  // the columns beside the title
const MARK = "M7 8H33M20 8V33M20 20H31M11.5 19V33M5 33H35"

// → a promise of a PNG, null where the browser cannot make one so large. `look` holds colours and fonts by name.
export function drawn(picture, look) {
  const canvas = document.createElement("canvas")
  canvas.width = WIDTH
  canvas.height = 1
  canvas.height = Math.ceil(paint(penOn(canvas, look), picture))  // the first time only to learn how high it is
  const pen = penOn(canvas, look)
  pen.box(0, 0, WIDTH, canvas.height, "paper")
  paint(pen, picture)
  return new Promise(done => canvas.toBlob(done, "image/png"))
}

function paint(pen, picture) {
  let y = head(pen, picture)
  picture.lines.forEach((line, at) => {
    if (at && at !== picture.cutAfter) pen.box(EDGE, y, INNER, 2, "rule")
    y = row(pen, line, y + 22) + 22
    if (at + 1 === picture.cutAfter) y = cut(pen, picture, y)
  })
  return foot(pen, picture.notes, y + 16) + EDGE - 16
}

function head(pen, { organization, meeting, heading }) {
  const room = INNER - 128
  let y = EDGE
  if (organization) y = pen.text(organization, EDGE, y, { size: 32, colour: "ink2", width: room }) + 4
  y = pen.text(meeting, EDGE, y, { size: 36, colour: "ink2", width: room })
  pen.seal(WIDTH - EDGE - 96, EDGE, 96)
  y = Math.max(y, EDGE + 96) + 28
  pen.box(EDGE, y, INNER, 8, "seal")
  pen.box(EDGE, y + 12, INNER, 2, "seal")
  return pen.text(heading, EDGE, y + 40, { size: 56, face: "serif", bold: true, width: INNER }) + 12
}

function row(pen, { rank, title, department, votes, unit, share, state }, top) {
  const left = EDGE + RANK, right = WIDTH - EDGE
  pen.text(rank, EDGE, top - 6, { size: 60, face: "serif", bold: true, colour: state === "taken" ? "seal" : "ink" })
  const unitWidth = pen.widthOf(unit, { size: 28 }) + 10
  pen.text(unit, right, top + 16, { size: 28, colour: "ink2", align: "right" })
  pen.text(votes, right - unitWidth, top, { size: 48, face: "num", bold: true, align: "right" })
  let y = pen.text(title, left, top, { size: 40, bold: state !== "rest", width: INNER - RANK - VOTES })
  if (department) y = pen.text(department, left, y + 2, { size: 28, colour: "ink2", width: INNER - RANK - VOTES })
  pen.bar(left, y + 14, right - left, 18, share, state)
  return y + 32
}

function cut(pen, { cut: words, isOpen }, y) {
  const room = pen.widthOf(words, { size: 28, bold: true }) + 32
  if (isOpen) pen.dashes(EDGE, y + 25, INNER - room)
  else pen.box(EDGE, y + 23, INNER - room, 5, "ink")
  pen.text(words, WIDTH - EDGE, y + 5, { size: 28, bold: true, align: "right" })
  return y + 50
}

function foot(pen, notes, y) {
  notes.forEach((note, at) => {
    y = pen.text(note, EDGE, y, { size: 28, colour: at ? "ink2" : "ink", width: INNER }) + 6
  })
  return y
}

// What is drawn with. Texts begin at their top and answer where they end; `cutsWords` tells whether one had to be cut.
export function penOn(canvas, { colours, faces, language }) {
  const context = canvas.getContext("2d")
  const box = (x, y, width, height, colour) => {
    context.fillStyle = colours[colour]
    context.fillRect(x, y, width, height)
  }
  const dress = ({ size, face = "sans", bold = false }) => {
    context.font = `${bold ? 700 : 400} ${size}px ${faces[face]}`
  }
  return {
    box,
    cutsWords: false,
    widthOf: (words, style) => (dress(style), context.measureText(words).width),
    text(words, x, y, style) {
      dress(style)
      context.fillStyle = colours[style.colour || "ink"]
      context.textAlign = style.align || "left"
      context.textBaseline = "middle"
      const widthOf = part => context.measureText(part).width
      const hang = line => (/^[\u201c\u2018\u300a\u300c\uff08]/.test(line) && widthOf(line[0]) > style.size * 0.8 ? style.size / 2 : 0)
      const { lines, isCut } = style.width ? balanced(String(words), style.width, widthOf, language) : { lines: [String(words)] }
      this.cutsWords ||= Boolean(isCut)
      lines.forEach((line, at) => context.fillText(line, x - hang(line), y + style.size * 1.3 * (at + 0.5)))
      return y + style.size * 1.3 * lines.length
    },
    seal: (x, y, size) => seal(context, colours, x, y, size),
    bar: (x, y, width, height, share, state) => bar(context, colours, box, { x, y, width, height, share, state }),
    dashes(x, y, width) {
      for (let at = 0; at < width; at += 40) box(x + at, y - 2, Math.min(24, width - at), 5, "ink")
    },
  }
}

function seal(context, colours, x, y, size) {
  context.save()
  context.translate(x, y)
  context.scale(size / 48, size / 48)
  context.fillStyle = colours.seal
  context.fillRect(0, 0, 48, 48)
  context.translate(4, 4)
  context.lineWidth = 4.4
  context.lineCap = "square"
  context.strokeStyle = colours.onSeal
  context.stroke(new Path2D(MARK))
  context.restore()
}

// Never by colour alone: winners solid, the others hatched outlines, ties in stripes across.
function bar(context, colours, box, { x, y, width, height, share, state }) {
  box(x, y, width, height, "well")
  const length = Math.max(share > 0 ? 6 : 0, Math.round(width * share))
  if (state === "taken") return box(x, y, length, height, "seal")
  if (!length) return
  box(x, y, length, height, state === "tied" ? "amber" : "sheet")
  context.save()
  context.beginPath()
  context.rect(x, y, length, height)
  context.clip()
  context.strokeStyle = colours[state === "tied" ? "ink" : "edge"]
  context.lineWidth = state === "tied" ? 7 : 2
  for (let at = -height; at < length; at += state === "tied" ? 20 : 12) {
    context.beginPath()
    context.moveTo(x + at, y + height)
    context.lineTo(x + at + height, y)
    context.stroke()
  }
  context.lineWidth = 4
  context.strokeRect(x, y, length, height)
  context.restore()
}
