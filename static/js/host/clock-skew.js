// Compares this device's clock with the server's. What a page says of the time is older than the page by its way here,
// so the least of several differences comes closest.
const BEARABLE_MS = 2_000

let nearest = null

export function start(row) {
  const skew = Date.now() - Number(row.dataset.now)
  if (nearest === null || Math.abs(skew) < Math.abs(nearest)) nearest = skew
  const isWell = Math.abs(nearest) <= BEARABLE_MS
  const shown = isWell ? "ok" : nearest > 0 ? "ahead" : "behind"
  row.dataset.is = isWell ? "ok" : "look"
  for (const sentence of row.querySelectorAll("p[data-of]")) sentence.hidden = sentence.dataset.of !== shown
  for (const figure of row.querySelectorAll("[data-part=seconds]")) figure.textContent = Math.round(Math.abs(nearest) / 1000)
}
