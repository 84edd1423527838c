// What a careful eye would find wrong on the page as it stands: a list of sentences, empty where all is well.
({ surface, lang, typed, dots }) => {
  const COLUMNS = ["list,title,department,description", "title"]  // of the file; a sentence about it names them as they are
  const wrong = []
  const root = document.documentElement
  const short = text => text.trim().replace(/\s+/g, " ").slice(0, 40)
  const near = (a, b) => a <= b + 1

  const isSeen = element => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !element.closest(".sr")
  const stuckTo = element => {
    for (let each = element; each; each = each.parentElement) {
      if (["sticky", "fixed", "absolute"].includes(getComputedStyle(each).position)) return each
    }
    return null
  }

  // How far the lowest letter of a text reaches below its font's own box: less than nothing, since that is high.
  const letters = document.createElement("canvas").getContext("2d")
  const below = (text, { font, fontStyle, fontWeight, fontSize, fontFamily }) => {
    letters.font = font || `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`
    const { actualBoundingBoxDescent, fontBoundingBoxDescent } = letters.measureText(text)
    return actualBoundingBoxDescent - fontBoundingBoxDescent
  }

  // Each line of text, as high as its letters: a font's own box is higher than its line. `foot` is that of a g or a y.
  const lines = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode, element = node.parentElement
    if (!node.data.trim() || element.closest("script, template, noscript, option, title, textarea") || !isSeen(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const style = getComputedStyle(element), size = parseFloat(style.fontSize), stuck = stuckTo(element)
    const deep = below(node.data, style)
    for (const { left, right, top, bottom } of range.getClientRects()) {
      const middle = (top + bottom) / 2, half = Math.min((bottom - top) / 2, size * 0.42), foot = Math.max(bottom + deep - 0.04 * size, middle + half)
      if (right - left > 1) lines.push({ element, stuck, text: node.data, left, right, top: middle - half, bottom: middle + half, foot })
    }
  }

  // Width, and text that is cut off or lies on other text.
  if (!near(root.scrollWidth, innerWidth)) wrong.push(`the page is ${root.scrollWidth} wide, the window ${innerWidth}`)
  if (surface === "screen" && !near(root.scrollHeight, innerHeight)) wrong.push(`the picture is ${root.scrollHeight} high`)
  const cutBy = line => {
    for (let each = line.element; each !== root; each = each.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(each)
      const box = each.getBoundingClientRect()
      if ([overflowX, overflowY].some(flow => flow === "auto" || flow === "scroll")) {
        line.isBeside = line.left < box.left - 1 || line.right > box.right + 1
        line.isHidden = line.isBeside || line.top < box.top - 1 || line.bottom > box.bottom + 1  // until somebody scrolls
        return null
      }
      if (overflowX === "visible" && overflowY === "visible") continue
      if (line.top > box.bottom || line.bottom < box.top) line.isHidden = true
      if (!near(box.left, line.left) || !near(line.right, box.right) || !near(box.top, line.top) || !near(line.foot, box.bottom)) return each
    }
    return null
  }
  for (const line of lines) {
    const isOut = line.left < -1 || line.right > innerWidth + 1 || (surface === "screen" && (line.top < -1 || line.bottom > innerHeight + 1))
    const cutter = line.element instanceof SVGElement ? null : cutBy(line)
    if (isOut && !cutter && !line.isBeside) wrong.push(`outside the page: “${short(line.text)}”`)
    line.isCut = Boolean(cutter)
    const isDotted = cutter && getComputedStyle(cutter).textOverflow === "ellipsis"
    if (isDotted && dots) continue
    if (cutter && !line.isHidden) wrong.push(`cut off by ${cutter.className || cutter.tagName}: “${short(line.text)}”`)
  }
  lines.forEach((one, at) => {
    for (const other of lines.slice(at + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
      const isTwice = one.element === other.element && one.left === other.left && one.top === other.top  // a clamped line, before and after
      if (wide > 1.5 && high > 1.5 && !isTwice && one.stuck === other.stuck && ![one, other].some(line => line.isCut || line.isHidden)) wrong.push(`“${short(one.text)}” lies on “${short(other.text)}”`)
    }
  })

  // Text that something else covers, where the page stands.
  for (const line of lines) {
    const x = (line.left + line.right) / 2, y = (line.top + line.bottom) / 2
    if (line.isHidden || line.isCut || line.stuck || x < 0 || x >= innerWidth || y < 0 || y >= innerHeight) continue
    const over = document.elementFromPoint(x, y)
    if (!over || over.contains(line.element) || line.element.contains(over) || stuckTo(over) || over.closest("label, .stale")) continue
    wrong.push(`“${short(line.text)}” is covered by ${over.className || over.tagName}`)
  }

  // The bar that stays: at the end of the page nothing is behind it.
  const bar = document.querySelector("form .bar")
  if (bar && isSeen(bar)) {
    const was = scrollY
    scrollTo(0, root.scrollHeight)
    const ground = bar.getBoundingClientRect().top
    for (const { element, stuck, text } of lines) {
      if (!stuck && !near(element.getBoundingClientRect().bottom, ground)) wrong.push(`behind the bar: “${short(text)}”`)
    }
    scrollTo(0, was)
  }

  // Fingers: 60 pixels for what a page is for, 48 for the rest.
  if (surface === "phone") {
    for (const target of document.querySelectorAll("a[href], button, summary, label, input:not(.pick):not([type=hidden])")) {
      if (!isSeen(target) || target.labels?.length && target.matches("[type=radio], [type=checkbox]")) continue
      if (target.matches("h2 label, h3 label")) continue  // names its field, which is the target
      const { width, height } = target.getBoundingClientRect(), least = target.matches(".btn, .opt, .g label, .field") ? 60 : 48
      if (height < least - 0.5 || width < 48 - 0.5) wrong.push(`${Math.round(width)} × ${Math.round(height)} is small for “${short(target.textContent)}”`)
    }
  }

  // Contrast with the nearest ground that has a colour.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
  const pixels = new Map()
  const pixel = colour => {
    if (!pixels.has(colour)) {
      canvas.clearRect(0, 0, 1, 1)
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
      pixels.set(colour, [...canvas.getImageData(0, 0, 1, 1).data])
    }
    return pixels.get(colour)
  }
  const light = rgb => {
    const [r, g, b] = rgb.map(part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const groundOf = element => {
    for (let each = element; each; each = each.parentElement) {
      const [r, g, b, a] = pixel(getComputedStyle(each).backgroundColor)
      if (a === 255) return [r, g, b]
    }
    return [255, 255, 255]
  }
  const needed = surface === "screen" ? 7 : 4.5, seen = new Set()
  for (const { element, text } of lines) {
    if (element instanceof SVGElement || seen.has(element)) continue
    seen.add(element)
    const [one, two] = [light(pixel(getComputedStyle(element).color).slice(0, 3)), light(groundOf(element))].sort((a, b) => b - a)
    const ratio = (one + 0.05) / (two + 0.05)
    if (ratio < needed) wrong.push(`contrast ${ratio.toFixed(1)} : 1 for “${short(text)}”`)
  }

  // Words: one language, but for what people typed, addresses, codes and names of formats.
  if (root.lang !== lang) wrong.push(`the page says it speaks ${root.lang}`)
  // Kana is in no Chinese sentence, and these letters are in no Japanese one.
  const foreign = {
    en: /\p{Script=Han}+/u,
    "zh-CN": /[A-Za-z]{2,}|[\u3041-\u30fa]/,
    ja: /[A-Za-z]{2,}|[这请选项们对过个您，]/,
  }[lang]
  const known = [...typed, "Wi-Fi", "CSV", "XLSX", "PDF", "QR", "PNG", "JPEG", "WebP", "KB", "MB", "GB", "JSON", "SHA-256", "UTF-8", "TOPFIVE_PUBLIC_URL", "LINE", "VPN", "GMT", "UTC", "Asia/Shanghai", "HTTPS", "http", "docs/hall-network.md", "语言 Language 言語", ...COLUMNS].sort((a, b) => b.length - a.length)
  const spoken = text => known.reduce((rest, word) => rest.split(word).join(" "), text).replace(/https?:\S+/g, " ")
  const said = lines.filter(({ element }) => !element.closest(".code strong, code") && element.closest("[lang]").lang === root.lang).map(({ text }) => text)
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], [data-text]")) {
    if (element.closest("[lang]").lang !== root.lang || element.tagName === "IFRAME") continue
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-text"]) {
      said.push((element.getAttribute(name) || "").replace(/\{\w+\}/g, ""))
    }
  }
  said.push(document.title)
  for (const text of new Set(said)) if (foreign.test(spoken(text))) wrong.push(`not in ${lang}: “${short(text)}”`)

  return [...new Set(wrong)]
}
