// Saves a result as a picture. Its words and figures stand in templates beside the buttons; without scripts there are none.
import { listen } from "../shared/behaviours.js"
import { boardDrawn } from "./board-picture.js"
import { drawn } from "./chat-picture.js"

const COLOURS = { paper: "paper", sheet: "sheet", well: "well", ink: "ink", ink2: "ink-2", rule: "rule", edge: "edge", seal: "seal", onSeal: "on-seal", amber: "amber" }

export function start(panel, signal) {
  panel.hidden = false
  const failed = panel.querySelector("[data-part=failed]")
  listen(panel, "click", async ({ target }) => {
    const button = target.closest("[data-picture]")
    if (!button) return
    const { image, name } = await made(panel, button.dataset.picture)
    failed.hidden = Boolean(image)
    if (image) save(image, `${name}.png`)
  }, signal)
}

async function made(panel, kind) {
  const look = lookOf(panel.querySelector("[data-part=face]"))
  if (kind === "slide" || kind === "poster") {
    const page = panel.querySelector("template[data-board]").content
    return { image: await boardDrawn(kind, readBoard(page), look), name: page.querySelector("article").dataset[kind] }
  }
  const picture = read(panel.querySelector("template:not([data-board])").content, kind === "top")
  return { image: await drawn(picture, look), name: picture.name }
}

const text = (root, part) => (root.querySelector(`[data-part=${part}]`) || { textContent: "" }).textContent
const texts = (root, part) => [...root.querySelectorAll(`[data-part=${part}]`)].map(({ textContent }) => textContent)
const headOf = page => ({ organization: text(page, "organization"), meeting: text(page, "meeting"), heading: text(page, "heading"), notes: texts(page, "note") })

function read(page, isTop) {
  const { name, cut, cutAfter, isOpen } = page.querySelector("article").dataset
  const items = [...page.querySelectorAll("li")].filter(({ dataset }) => !isTop || dataset.state !== "rest")
  return { name, cut, cutAfter: Number(cutAfter), isOpen: isOpen === "yes", ...headOf(page), lines: items.map(lineOf) }
}

function readBoard(page) {
  const blocks = [...page.querySelectorAll("section")].map(block => ({
    title: text(block, "list"),
    tied: block.dataset.tied,
    notes: texts(block, "own-note"),
    lines: [...block.querySelectorAll("li")].map(lineOf),
  }))
  return { ...headOf(page), blocks }
}

function lineOf(item) {
  const { rank, votes, unit, share, state } = item.dataset
  return { rank, votes, unit, share: Number(share), state, title: text(item, "title"), department: text(item, "department") }
}

// The picture has the colours of paper in the dark too, and the fonts of its own language.
function lookOf(face) {
  const style = getComputedStyle(face)
  const named = name => style.getPropertyValue(name).trim()
  const colours = {}
  for (const [name, token] of Object.entries(COLOURS)) colours[name] = named(`--picture-${token}`)
  return { colours, language: face.lang, faces: { sans: named("--sans"), serif: named("--serif"), num: named("--num") } }
}

function save(image, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(image)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
