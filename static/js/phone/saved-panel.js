// The page that says: kept here, waiting for the network, and only the receipt code means it has arrived.
import { attach, detach } from "../shared/behaviours.js"

// Words from outside that run from right to left keep to themselves, as on the pages (server/words/isolated.py).
const TURNS = /[\u061c\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b]/
export const apart = words => (TURNS.test(words) ? `\u2068${words}\u2069` : words)

export function fill(element, values) {
  element.textContent = element.dataset.text.replace(/\{(\w+)\}/g, (_, name) => values[name])
}

export function savedPanel(form, titles, isKept) {
  const page = document.getElementById("saved").content.cloneNode(true).firstElementChild
  const part = name => page.querySelector(`[data-part="${name}"]`)
  part(isKept ? "unkept" : "kept").hidden = true
  fill(part("chosen"), { count: titles.length })
  part("chosen").parentElement.hidden = !isKept
  listTitles(page.querySelector(".picks"), titles)
  return {
    show(tries, seconds, hurry) {
      fill(part("tries"), { tries, seconds })
      part("now").onclick = hurry
      if (page.isConnected) return
      form.hidden = true
      form.after(page)
      attach(page)
      scrollTo(0, 0)
    },
    remove() {
      detach(page)
      page.remove()
      form.hidden = false
    },
  }
}

// The list's own <template> is the pattern of its items.
export function listTitles(list, titles) {
  const pattern = list.querySelector("template")
  while (list.lastElementChild !== pattern) list.lastElementChild.remove()
  for (const title of titles) {
    const item = pattern.content.cloneNode(true).firstElementChild
    item.lastElementChild.textContent = apart(title)
    list.append(item)
  }
}
