// Draws a lot again, by a SHA-256 of our own: a page without HTTPS has no crypto.subtle.
import { listen } from "../shared/behaviours.js"
import { sha256 } from "./sha256.js"

export function start(box, signal) {
  const form = box.querySelector("form"), list = box.querySelector("ol"), outcome = box.querySelector(".outcome")
  form.hidden = false
  listen(form, "submit", event => {
    event.preventDefault()
    const seed = form.elements.seed.value.normalize("NFC")
    const drawn = [...list.children].map(row => ({ row, key: sha256(`${seed}\0${row.dataset.option}`) }))
    drawn.sort((a, b) => (a.key < b.key ? -1 : 1))
    drawn.forEach(({ row, key }, at) => show(row, key, at, Number(box.dataset.seats)))
    list.append(...drawn.map(({ row }) => row))
    const isSame = drawn.every(({ row, key }) => key === row.dataset.key)
    outcome.dataset.is = isSame ? "same" : seed === box.dataset.seed.normalize("NFC") ? "wrong" : "other"
  }, signal)
}

function show(row, key, at, seats) {
  row.querySelector(".no").textContent = at + 1
  row.querySelector(".key").textContent = key
  row.classList.toggle("won", at < seats)
}
