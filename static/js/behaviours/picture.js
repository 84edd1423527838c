// Saves a result as a picture. Its words and figures stand in the template beside the buttons; without scripts there are none.
import { listen } from "../lib/behaviours.js"
import { drawn } from "../lib/picture.js"

const COLOURS = { paper: "paper", sheet: "sheet", well: "well", ink: "ink", ink2: "ink-2", rule: "rule", edge: "edge", seal: "seal", onSeal: "on-seal", amber: "amber" }

export function start(panel, signal) {
  panel.hidden = false
  const failed = panel.querySelector("[data-part=failed]")
  listen(panel, "click", async ({ target }) => {
    const button = target.closest("[data-picture]")
    if (!button) return
    const picture = read(panel.querySelector("template").content, button.dataset.picture === "top")
    const image = await drawn(picture, lookOf(panel.querySelector("[data-part=face]")))
    failed.hidden = Boolean(image)
    if (image) save(image, `${picture.name}.png`)
  }, signal)
}

function read(page, isTop) {
  const { name, cut, cutAfter, isOpen } = page.querySelector("article").dataset
  const text = (root, part) => (root.querySelector(`[data-part=${part}]`) || { textContent: "" }).textContent
  const items = [...page.querySelectorAll("li")].filter(({ dataset }) => !isTop || dataset.state !== "rest")
  return {
    name,
    cut,
    cutAfter: Number(cutAfter),
    isOpen: isOpen === "yes",
    organization: text(page, "organization"),
    meeting: text(page, "meeting"),
    heading: text(page, "heading"),
    notes: [...page.querySelectorAll("[data-part=note]")].map(({ textContent }) => textContent),
    lines: items.map(item => ({
      rank: item.dataset.rank,
      votes: item.dataset.votes,
      unit: item.dataset.unit,
      share: Number(item.dataset.share),
      state: item.dataset.state,
      title: text(item, "title"),
      department: text(item, "department"),
    })),
  }
}

// The picture has the colours of paper in the dark too, and the fonts of its own language.
function lookOf(face) {
  const style = getComputedStyle(face)
  const named = name => style.getPropertyValue(name).trim()
  const colours = {}
  for (const [name, token] of Object.entries(COLOURS)) colours[name] = named(`--picture-${token}`)
  return { colours, faces: { sans: named("--sans"), serif: named("--serif"), num: named("--num") } }
}

function save(image, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(image)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
