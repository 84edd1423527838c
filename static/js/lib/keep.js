// What one phone keeps for one poll. Where a browser refuses storage, memory serves until the page is left.
const memory = new Map()

export function keep(area, kind, poll, value) {
  const key = `topfive ${kind} ${poll}`
  memory.set(key, value)
  return attempt(() => (area.setItem(key, JSON.stringify(value)), true), false)
}

export function kept(area, kind, poll) {
  const key = `topfive ${kind} ${poll}`
  const text = attempt(() => area.getItem(key), null)
  return text ? attempt(() => JSON.parse(text), null) : memory.get(key) || null
}

export function forget(area, kind, poll) {
  const key = `topfive ${kind} ${poll}`
  memory.delete(key)
  attempt(() => area.removeItem(key))
}

// Even naming the storage throws in some browsers' private windows, so it is fetched as late as this.
export const phone = {
  getItem: key => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: key => localStorage.removeItem(key),
}
export const tab = {
  getItem: key => sessionStorage.getItem(key),
  setItem: (key, value) => sessionStorage.setItem(key, value),
  removeItem: key => sessionStorage.removeItem(key),
}

function attempt(action, otherwise) {
  try {
    return action()
  } catch (error) {
    return otherwise
  }
}
