// A host's act is answered by the page as it is then: it is shown as it came, without asking for it once more.
import { GIVE_UP_MS, ours, refresh, released, run, running, swap } from "./refresh.js"

// `answered` is a promise of the answer. What asks for the page meanwhile waits for it, if it does not take too long.
export async function show(answered) {
  const page = answered.then(pageOf).catch(() => null)
  let found = null
  if (!running) await run(inTime(page).then(async come => ((found = come) && (await released(), swap(come)))))
  if (!found) await page.then(() => refresh())
}

function inTime(page) {
  return Promise.race([page, new Promise(done => setTimeout(done, GIVE_UP_MS, null))])
}

// The server leads to the page it changed; whatever else it says, the page itself has to show.
async function pageOf(answer) {
  if (!answer.redirected) return null
  if (answer.url !== location.href) history.replaceState(history.state, "", answer.url)
  return answer.ok ? ours(await answer.text()) : null
}
