// A list that is longer than its place shows where one is: what is current stands a third below its upper edge.
export function start(rail) {
  const here = rail.querySelector("[aria-current]") || rail.querySelector(".live")
  if (!here) return
  const { top, bottom } = here.getBoundingClientRect(), edge = rail.getBoundingClientRect()
  if (top < edge.top || bottom > edge.bottom || !rail.scrollTop) rail.scrollTop += top - edge.top - edge.height / 3
}
