// Calls handler(isLost) now and whenever the page loses its connection or finds it again.
export function watchLink(handler, signal) {
  let was = null
  const look = () => {
    const isLost = document.body.dataset.conn === "lost"
    if (isLost !== was) handler((was = isLost))
  }
  const observer = new MutationObserver(look)
  observer.observe(document.body, { attributeFilter: ["data-conn"] })
  signal.addEventListener("abort", () => observer.disconnect())
  look()
}
