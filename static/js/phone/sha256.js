// SHA-256 (FIPS 180-4) of a text in UTF-8, in hexadecimal. Its constants are computed as the standard defines them:
// the first 32 bits of the fractional parts of the square and cube roots of the first primes.
const PRIMES = []
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every(prime => n % prime)) PRIMES.push(n)
const fraction = root => ((root - Math.floor(root)) * 0x100000000) | 0
const FIRST = PRIMES.slice(0, 8).map(prime => fraction(Math.sqrt(prime)))
const ROUND = PRIMES.map(prime => fraction(Math.cbrt(prime)))

export function sha256(text) {
  const view = padded(new TextEncoder().encode(text))
  let state = FIRST
  for (let at = 0; at < view.byteLength; at += 64) state = compressed(state, view, at)
  return state.map(word => (word >>> 0).toString(16).padStart(8, "0")).join("")
}

// The bytes, a one bit, zeros, and the length in bits as 64 bits, in blocks of 64 bytes.
function padded(bytes) {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  const view = new DataView(whole.buffer)
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 0x20000000))
  view.setUint32(whole.length - 4, bytes.length << 3)
  return view
}

const turned = (word, by) => (word >>> by) | (word << (32 - by))

function compressed(state, view, at) {
  const words = []
  for (let i = 0; i < 64; i++) words.push(i < 16 ? view.getInt32(at + 4 * i) : extended(words, i))
  let [a, b, c, d, e, f, g, h] = state
  for (let i = 0; i < 64; i++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    ;[a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g]
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) | 0)
}

function extended(words, i) {
  const early = words[i - 15], late = words[i - 2]
  const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3)
  const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10)
  return (words[i - 16] + small + words[i - 7] + large) | 0
}
