// On the form of a new meeting: what was understood follows what is typed, pasted, chosen and ticked. The server reads
// it, as it does without script; here its answer is put in place part by part, so that nobody's typing is disturbed.
import { attach, detach, listen } from "../shared/behaviours.js"
import { ours } from "../shared/refresh.js"

const QUIET_MS = 350
const LIVE = ["errors", "tabs", "groups", "wrong-groups", "summary"]

export function start(form, signal) {
  const tabs = new Tabs(form), looks = new Looks(form, tabs, signal)

  listen(form, "input", ({ target }) => {
    if (target instanceof HTMLTextAreaElement && target.id !== "groups") looks.soon(QUIET_MS)
    if (target.id === "title") looks.soon(QUIET_MS * 2)
  }, signal)
  listen(form, "change", ({ target }) => {
    if (target.id !== "password" && target.id !== "ssid") looks.soon(0)
  }, signal)
  listen(form, "click", event => {
    const tab = event.target.closest(".tabs [data-box]"), add = event.target.closest(".tabs .add")
    const check = event.target.closest('button[value="check"]:not([formaction])')
    if (!tab && !add && !check) return
    event.preventDefault()
    if (tab) return tabs.open(tab)
    looks.isAdding = Boolean(add)
    looks.soon(0)
  }, signal)
  signal.addEventListener("abort", () => looks.stop())
  form.classList.add("live")
  if (part(form, "errors").querySelector(".note")) tabs.openFirstBad()
  tabs.show()
  if (form.querySelector(".tabs .number") === null && boxes(form).some(text => text.value.trim())) looks.soon(0)
}

// One list is seen at a time: that of the tab that was chosen. Without script all are, one below the other.
class Tabs {
  constructor(form) {
    this.form = form
    this.box = 0
    this.list = 0
  }

  open({ dataset }) {
    this.box = Number(dataset.box)
    this.list = Number(dataset.list)
    this.show()
  }

  // Where creating was refused, the list that has to be corrected is the one to see.
  openFirstBad() {
    const bad = this.form.querySelector(".tabs .bad")
    if (bad) this.open(bad.closest("[data-box]"))
  }

  show() {
    const tabs = [...this.form.querySelectorAll(".tabs [data-box]")], ofBox = tabs.filter(tab => Number(tab.dataset.box) === this.box)
    const chosen = ofBox.find(tab => Number(tab.dataset.list) === this.list) || ofBox[0] || tabs[0]
    if (chosen) Object.assign(this, { box: Number(chosen.dataset.box), list: Number(chosen.dataset.list) })
    for (const tab of tabs) {
      if (tab === chosen) tab.setAttribute("aria-current", "true")
      else tab.removeAttribute("aria-current")
    }
    for (const box of this.form.querySelectorAll(".listing")) box.hidden = Number(box.dataset.box) !== this.box
    for (const body of this.form.querySelectorAll(`#box-${this.box} tbody[data-list]`)) {
      body.hidden = Number(body.dataset.list) !== this.list
    }
  }
}

// Looks at the form through the server; only the newest answer counts, and none that is about an earlier text.
class Looks {
  constructor(form, tabs, signal) {
    Object.assign(this, { form, tabs, signal, timer: 0, latest: 0, isAdding: false })
  }

  soon(ms) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.look(), ms)
  }

  stop() {
    clearTimeout(this.timer)
  }

  async look() {
    const { form, isAdding } = this, mine = ++this.latest, sent = new FormData(form), before = typed(form)
    const file = form.elements.file, hasFile = file.files.length > 0
    sent.set("do", isAdding ? "add" : "check")
    sent.set("active", this.tabs.box)
    const answer = await fetch(form.action, { method: "POST", body: sent, credentials: "same-origin" }).catch(() => null)
    const html = answer && !answer.redirected ? await answer.text().catch(() => "") : ""
    if (this.signal.aborted || mine !== this.latest || !ours(html)) return
    if (!hasFile && typed(form) !== before) return
    if (hasFile) file.value = ""
    if (isAdding) this.tabs.box = boxes(form).length
    this.isAdding = false
    this.put(new DOMParser().parseFromString(html, "text/html"))
    if (isAdding) boxes(form).pop().focus()
  }

  put(fresh) {
    const { form } = this, focused = document.activeElement
    for (const name of LIVE) exchange(form, fresh, name)
    const all = part(form, "boxes"), made = [...part(fresh, "boxes").children]
    made.forEach((box, at) => (all.children[at] ? renew(form, box, at) : all.append(document.adoptNode(box))))
    while (all.children.length > made.length) all.lastElementChild.remove()
    const groups = form.elements.groups
    if (focused !== groups) groups.value = fresh.querySelector("#groups").value
    const place = focused.id && document.getElementById(focused.id)
    if (place && place !== document.activeElement) place.focus({ preventScroll: true })
    this.tabs.show()
  }
}

function renew(form, box, at) {
  const text = boxes(form)[at], now = box.querySelector("textarea")
  for (const name of ["parsed", "kept"]) exchange(form, box, `${name}-${at}`)
  if (text.value !== now.value) text.value = now.value
  text.toggleAttribute("aria-invalid", now.hasAttribute("aria-invalid"))
}

function exchange(form, fresh, name) {
  const old = part(form, name), now = part(fresh, name)
  if (!old || !now || old.innerHTML === now.innerHTML) return
  const sideways = old.querySelector(".scroll") ? old.querySelector(".scroll").scrollLeft : 0
  const adopted = document.adoptNode(now), down = old.scrollTop
  detach(old)
  old.replaceWith(adopted)
  adopted.scrollTop = down
  if (adopted.querySelector(".scroll")) adopted.querySelector(".scroll").scrollLeft = sideways
  attach(adopted)
}

function part(root, name) {
  return root.querySelector(`[data-part="${name}"]`)
}

function boxes(form) {
  return [...form.querySelectorAll(".listing textarea")]
}

function typed(form) {
  return JSON.stringify(boxes(form).map(({ value }) => value))
}
