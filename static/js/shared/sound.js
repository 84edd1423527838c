// What the projector can be heard saying. A browser keeps audio locked until somebody clicks or presses a key;
// while it is locked, everything here is silent.
const BELL_HZ = 660, BELL_S = 1.2, KNOCK_S = 0.09
const PATIENCE_MS = 1_000  // resume() of a locked context may never answer

let context = null

// Whether sound can be heard now. It asks again at each call, so a click may call it.
export async function unlock() {
  const Context = window.AudioContext || window.webkitAudioContext
  if (!Context) return false
  try {
    context = context || new Context()
    await Promise.race([context.resume(), new Promise(done => setTimeout(done, PATIENCE_MS))])
  } catch {
    return false
  }
  return isHeard()
}

export function isHeard() {
  return Boolean(context) && context.state === "running"
}

// One soft stroke, with the partials of a small bell.
export function bell() {
  for (const [times, loud] of [[1, 0.3], [2.01, 0.12], [3.02, 0.05]]) tone("sine", BELL_HZ * times, loud, BELL_S / times)
}

// A wood block: short, dry, two tones that are no chord.
export function knock() {
  tone("triangle", 980, 0.5, KNOCK_S)
  tone("sine", 1_570, 0.25, KNOCK_S / 2)
}

function tone(shape, hertz, loud, seconds) {
  if (!isHeard()) return
  const now = context.currentTime, source = context.createOscillator(), volume = context.createGain()
  source.type = shape
  source.frequency.value = hertz
  volume.gain.setValueAtTime(0, now)
  volume.gain.linearRampToValueAtTime(loud, now + 0.004)
  volume.gain.exponentialRampToValueAtTime(0.001, now + seconds)
  source.connect(volume)
  volume.connect(context.destination)
  source.start(now)
  source.stop(now + seconds)
}
