// An element names its behaviours in data-behaviour, apart by spaces. Each is a module with start(element, signal);
// the signal ends when the element leaves the page, and everything started must end with it.
const NAME = /^[a-z]+\/[a-z0-9-]+$/
const running = new Map(), loaded = new Map()
let starting = 0

// The document's data-started says that all of the page's behaviours have begun.
export async function attach(root) {
  const { dataset } = document.documentElement, named = [...root.querySelectorAll("[data-behaviour]")]
  if (root.matches && root.matches("[data-behaviour]")) named.unshift(root)
  starting += 1
  delete dataset.started
  await Promise.all(named.map(begin))
  starting -= 1
  if (!starting) dataset.started = ""
}

export function detach(root) {
  for (const [element, control] of running) {
    if (!root.contains(element)) continue
    control.abort()
    running.delete(element)
  }
}

function begin(element) {
  if (running.has(element)) return
  const control = new AbortController()
  running.set(element, control)
  const names = element.dataset.behaviour.split(" ").filter(name => NAME.test(name))
  return Promise.all(names.map(name => load(name, element, control.signal)))
}

// What the page has loaded once starts at once: no press falls between a swap and its behaviour.
async function load(name, element, signal) {
  if (!loaded.has(name)) loaded.set(name, await import(`../${name}.js`))
  if (!signal.aborted) loaded.get(name).start(element, signal)
}

// addEventListener takes a signal only since Chrome 90; older browsers would keep the listener.
export function listen(target, type, handler, signal) {
  target.addEventListener(type, handler)
  signal.addEventListener("abort", () => target.removeEventListener(type, handler))
}

export function every(ms, action, signal) {
  const timer = setInterval(action, ms)
  signal.addEventListener("abort", () => clearInterval(timer))
}

// Said by screen readers without moving them: the page has turned into another, or a button waits for its second press.
export function say(text) {
  const place = document.getElementById("said")
  if (place) place.textContent = text
}
