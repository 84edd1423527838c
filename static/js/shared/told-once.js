// What was done is said once: when it has been read it goes from the address, or it would be said again after each reload,
// long after it was true.
const READ_MS = 3_000
const NAMES = ["told", "at", "did", "about", "sheet", "done"]

export function start(_element, signal) {
  const address = new URL(location.href)
  if (!address.searchParams.has("told") && !address.searchParams.has("did")) return
  NAMES.forEach(name => address.searchParams.delete(name))
  const reading = setTimeout(() => history.replaceState(history.state, "", address), READ_MS)
  signal.addEventListener("abort", () => clearTimeout(reading))
}
