// Numbers typed from a sheet and the boxes of its list show the same; the form sends both, and the server reads both.
import { listen } from "../shared/behaviours.js"

export function start(form, signal) {
  const typed = form.elements.numbers
  const boxes = [...form.querySelectorAll("[data-number]")]
  const rows = [...form.querySelectorAll("fieldset.row")]
  const read = () => typed.value.normalize("NFKC").match(/[0-9]+/g) || []

  const tick = () => {
    const numbers = read()
    if (!rows.length) boxes.forEach(box => (box.checked = numbers.includes(box.dataset.number)))
    rows.forEach((row, at) => {
      const box = row.querySelector(`[data-number="${at < numbers.length ? Number(numbers[at]) : 0}"]`)
      if (box) box.checked = true
    })
  }
  const write = () => {
    const chosen = boxes.filter(box => box.checked).map(box => box.dataset.number)
    typed.value = rows.length && chosen.every(number => number === "0") ? "" : chosen.join(" ")
  }
  listen(typed, "input", tick, signal)
  listen(form, "change", event => boxes.includes(event.target) && write(), signal)
  if (!typed.value) write()
}
