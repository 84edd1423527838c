// Who is in and who has submitted. A scope is the whole room ("all"), one group, or the voters without one ("").
// How many submitted in all comes with the tally; by group only where the server tells it.
import { hear } from "./messages.js"

const OF = '[data-behaviour~="shared/turnout"]'

export function start(root, signal) {
  // Of lists that stand within another's turnout each keeps its own.
  const scopes = [...root.querySelectorAll("[data-scope]")].filter(scope => scope.closest(OF) === root)
  if (root.matches("[data-scope]")) scopes.push(root)

  const update = (figure, all, groups) => {
    for (const scope of scopes) {
      const { scope: id } = scope.dataset, number = id === "all" ? all : groups && (groups[id] || 0)
      if (number === undefined) continue
      scope.dataset[figure] = number
      show(scope, root.dataset.figure)
    }
  }
  hear("presence", ({ joined, groups, screens, phones, drafts, queue, unsettled, spoiled }) => {
    if (spoiled) putSpoiled(root, scopes, spoiled[root.dataset.poll] || 0)
    update("joined", joined, groups)
    put(root, "screens", screens)
    if (screens !== undefined) root.querySelectorAll("[data-none=screens]").forEach(dot => dot.classList.toggle("warn", !screens))
    put(root, "phones", phones)
    put(root, "queue", queue)
    if (drafts) putSome(root, "unsent", drafts[root.dataset.poll] || 0)
    if (unsettled) putSome(root, "unsettled", unsettled[root.dataset.poll] || 0)
  }, signal)
  hear("tally", ({ poll, ballots }) => poll === root.dataset.poll && update("ballots", ballots), signal)
  hear("turnout", ({ poll, groups }) => poll === root.dataset.poll && update("ballots", undefined, groups), signal)
}

function show(scope, figure) {
  const [seats, joined, ballots] = ["seats", "joined", "ballots"].map(name => Number(scope.dataset[name]))
  const count = figure === "ballots" ? ballots : joined
  const room = (figure === "ballots" && Number(scope.dataset.room)) || Math.max(seats, joined)
  const part = room ? Math.min(count / room, 1) : 0
  put(scope, "joined", joined)
  put(scope, "ballots", ballots)
  put(scope, "room", room)
  put(scope, "left", Math.max(0, room - count - (figure === "ballots" && Number(scope.dataset.spoiled) || 0)))
  put(scope, "percent", Math.floor(100 * part))
  scope.toggleAttribute("data-full", room > 0 && count >= room && (seats > 0 || figure === "ballots"))
  if (scope.dataset.scope === "" && joined) scope.hidden = false
  for (const rect of scope.querySelectorAll(".meter rect")) rect.setAttribute("width", `${100 * part}%`)
  scope.querySelectorAll(".strokes path").forEach((stroke, n) => {
    stroke.setAttribute("stroke-dashoffset", 1 - Math.min(1, Math.max(0, 5 * part - n)))
  })
}

// A figure, and what is seen or looks otherwise only while there are any.
function putSome(root, name, value) {
  put(root, name, value)
  for (const place of root.querySelectorAll(`[data-some="${name}"]`)) place.toggleAttribute("data-is", value > 0)
}

// Who has handed in a spoiled sheet is not missing. Only of the whole room the server tells how many those are.
function putSpoiled(root, scopes, value) {
  for (const { dataset } of scopes) if ("spoiled" in dataset) dataset.spoiled = value
  putSome(root, "spoiled", value)
}

function put(root, name, value) {
  if (value === undefined) return
  for (const place of root.querySelectorAll(`[data-number="${name}"]`)) place.textContent = value
}
