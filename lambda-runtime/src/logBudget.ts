/** Counts the text an item may still log, and what it logged beyond that. */
export class LogBudget {
  droppedLines = 0
  droppedBytes = 0
  /** The start of a line whose end has not been written yet. */
  readonly partial = { stdout: '', stderr: '' }
  private bytesLeft: number

  constructor(bytes: number) {
    this.bytesLeft = bytes
  }

  /** The whole lines of `text` that still fit; the others are counted as dropped. */
  take(text: string): string {
    const bytes = Buffer.byteLength(text)
    if (bytes <= this.bytesLeft) {
      this.bytesLeft -= bytes
      return text
    }
    const kept = this.bytesLeft <= 0 ? '' : wholeLines(text, this.bytesLeft)
    // Once a line was dropped all later ones are: a log with holes would mislead.
    this.bytesLeft = 0
    const dropped = kept === '' ? text : text.slice(kept.length + 1)
    this.droppedLines += countLines(dropped)
    this.droppedBytes += kept === '' ? bytes : Buffer.byteLength(dropped)
    return kept
  }
}

function wholeLines(text: string, bytes: number): string {
  const cut = Buffer.from(text)
    .subarray(0, bytes + 1)
    .lastIndexOf(10)
  return cut <= 0 ? '' : Buffer.from(text).subarray(0, cut).toString()
}

function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
