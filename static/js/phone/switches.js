// Large text and languages change the page where it is: what is typed, and ticked and not sent, stays. The address does
// not keep them, since the cookie does.
import { listen } from "../shared/behaviours.js"
import { refresh } from "../shared/refresh.js"

export function start(switches, signal) {
  listen(switches, "keydown", event => {
    if (event.key !== " " || !event.target.matches("[role=button]")) return
    event.preventDefault()  // what is called a button is pressed by the key of buttons too
    event.target.click()
  }, signal)
  listen(switches, "click", async event => {
    const link = event.target.closest("a")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || switches.closest("[data-page=error]")) return
    event.preventDefault()
    const { search } = location, address = location.pathname
    await refresh(link.href)
    if (location.pathname === address) history.replaceState(history.state, "", address + kept(search))
  }, signal)
}

function kept(search) {
  const query = new URLSearchParams(search)
  for (const name of ["big", "lang"]) query.delete(name)
  return String(query) && `?${query}`
}
