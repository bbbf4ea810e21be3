import type { Terminal } from './terminal.ts'

/** Large enough that a million lines are not a million writes. */
const chunkCharacters = 65_536

/** Writes lines to stdout; stops early where the reader has gone. */
export async function writeLines(terminal: Terminal, lines: Iterable<string>): Promise<void> {
  let text = ''
  for (const line of lines) {
    if (terminal.isAnswerClosed) return
    text += `${line}\n`
    if (text.length < chunkCharacters) continue
    await terminal.answer(text)
    text = ''
  }
  await terminal.answer(text)
}

/** Lines that are JSON values each, as the lines of one JSON array. */
export function* asJsonArray(lines: Iterable<string>): Generator<string> {
  let held: string | null = null
  yield '['
  for (const line of lines) {
    if (held !== null) yield `${held},`
    held = line
  }
  if (held !== null) yield held
  yield ']'
}
