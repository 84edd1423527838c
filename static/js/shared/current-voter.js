// Where several people vote on one phone one after the other, a page that was opened before must not speak for the
// next voter: requests carry the cookie of whoever sits here now, and its mark, which scripts may read, tells who.
export function isMine({ voter }) {
  const seat = /(?:^|; )seat=([^;]+)/.exec(document.cookie)
  return !seat || seat[1] === voter
}
