// A part that scrolls is reached by Tab, so that the keyboard can scroll it; one that shows all of itself is no stop.
export function start(part, signal) {
  const look = () => {
    const isOver = part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1
    if (isOver) part.tabIndex = 0
    else part.removeAttribute("tabindex")
  }
  const watch = new ResizeObserver(look)
  watch.observe(part)
  if (part.firstElementChild) watch.observe(part.firstElementChild)
  signal.addEventListener("abort", () => watch.disconnect())
  look()
}
