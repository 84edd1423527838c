// Proposes the zone of this computer where none is told yet.
export function start(field) {
  if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || ""
}
