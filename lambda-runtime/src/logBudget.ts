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

  /** The whole lines of `text`, which ends without a line break, that still fit; the others are counted as dropped. */
  take(text: string): string {
    // The line break that ends it is text too.
    const bytes = Buffer.byteLength(text) + 1
    if (bytes <= this.bytesLeft) {
      this.bytesLeft -= bytes
      return text
    }
    const kept = this.bytesLeft <= 0 ? '' : wholeLines(text, this.bytesLeft)
    // Once a line was dropped all later ones are: a log with holes would mislead.
    this.bytesLeft = 0
    const dropped = kept === '' ? text : text.slice(kept.length + 1)
    this.droppedLines += countLines(dropped)
    this.droppedBytes += kept === '' ? bytes : Buffer.byteLength(dropped) + 1
    return kept
  }
}

function wholeLines(text: string, bytes: number): string {
  const fitting = Buffer.from(text).subarray(0, bytes)
  return fitting.toString('utf8', 0, Math.max(0, fitting.lastIndexOf(10)))
}

function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
