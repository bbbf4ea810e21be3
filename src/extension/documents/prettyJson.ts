/** A document of more than that is slow to look at; the results file has it all. */
const mostCharacters = 500_000

/** JSON as people read it, cut where it is very long. */
export function prettyJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2) ?? 'undefined'
  if (text.length <= mostCharacters) return text
  return `${text.slice(0, mostCharacters)}\n… ${text.length - mostCharacters} more characters`
}
