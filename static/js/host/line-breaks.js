// Where a line drawn on a canvas ends: between words, which Chinese and Japanese do not set apart, and so a dictionary does.

const CJK = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
// For browsers without a dictionary: a letter of theirs, or a word with the space after it.
const PIECE = new RegExp(`[${CJK}]|[^\\s${CJK}]+\\s*|\\s+`, "g")
const OPENS = /^[\u201c\u2018\u300a\u300c\u300e\u3010\uff08(\[]+$/
// What may not begin a line; a space ends the line before it.
const CLOSES = /^[\s\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f\u201d\u2019\u300b\u300d\u300f\u3011\u30fb\u2026\u30fc\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087\u30a1\u30a3\u30a5\u30a7\u30a9\u30c3\u30e3\u30e5\u30e7%\uff05)\],.!?;:'/\u2013-]+$/
const NUMBER_BEFORE_WORD = new RegExp(`[0-9\uff10-\uff19]$`)

const known = new Map()  // a sheet lays the same words out many times

function pieces(words, language) {
  const key = `${language} ${words}`
  if (!known.has(key)) known.set(key, cut(words, language))
  return known.get(key)
}

// → what stays together, in order; spaces stand at the end of what is before them.
function cut(words, language) {
  const found = []
  let opening = ""
  for (const segment of segments(words, language)) {
    if (OPENS.test(segment)) opening += segment
    else if (found.length && !opening && (CLOSES.test(segment) || isCounted(found.at(-1), segment))) found[found.length - 1] += segment
    else {
      found.push(opening + segment)
      opening = ""
    }
  }
  return opening ? [...found, opening] : found
}

function segments(words, language) {
  if (!globalThis.Intl?.Segmenter) return words.match(PIECE) || []
  return [...new Intl.Segmenter(language, { granularity: "word" }).segment(words)].map(({ segment }) => segment)
}

// 2027年度 is one word to who reads it.
const isCounted = (before, segment) => NUMBER_BEFORE_WORD.test(before) && !/^[\s0-9]/.test(segment)

// As few lines as fit, about equally long, so that no last one holds a single letter. `isCut`: a word was too wide for one.
export function balanced(words, room, widthOf, language) {
  const parts = pieces(words, language)
  let lines = wrapped(parts, room, widthOf)
  const widest = Math.max(0, ...parts.map(part => widthOf(part.trimEnd())))
  const least = widest <= room ? Math.max(widest, room / 2) : room
  for (let narrower = room * 0.96; lines.length > 1 && narrower > least; narrower -= room * 0.04) {
    const tried = wrapped(parts, narrower, widthOf)
    if (tried.length > lines.length) break
    lines = tried
  }
  return { lines, isCut: widest > room }
}

// Lines no wider than `room`; only a word that is wider itself is cut within.
function wrapped(parts, room, widthOf) {
  const lines = [""]
  const add = piece => {
    const last = lines.length - 1
    if (!lines[last] || widthOf((lines[last] + piece).trimEnd()) <= room) lines[last] += piece
    else lines.push(piece.trimStart())
  }
  for (const part of parts) {
    if (widthOf(part.trimEnd()) <= room) add(part)
    else spell(lines, part, room, widthOf)
  }
  return lines.map(line => line.trimEnd())
}

// Letter by letter; their widths are added, since measuring the line anew for each takes seconds.
function spell(lines, part, room, widthOf) {
  const widths = new Map(), widthOfOne = letter => widths.get(letter) ?? widths.set(letter, widthOf(letter)).get(letter)
  let at = widthOf(lines.at(-1))
  for (const letter of part) {
    at += widthOfOne(letter)
    if (at > room && lines.at(-1)) {
      lines.push("")
      at = widthOfOne(letter)
    }
    lines[lines.length - 1] += letter
  }
}
