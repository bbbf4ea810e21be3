import type { JobSnapshot } from '#runtime-client'
import { progressLine, progressText } from './progressLine.ts'
import type { Terminal } from './terminal.ts'

/** Shows how a job goes; disposing of it leaves nothing of a live line on the screen. */
export interface ProgressView extends Disposable {
  show(snapshot: JobSnapshot): void
  /** Says something that stays, above a live line. */
  tell(line: string): void
}

/** A line that is drawn anew on a terminal; elsewhere a plain line now and then. */
export const progressView = (terminal: Terminal): ProgressView =>
  terminal.isLive ? liveView(terminal) : plainView(terminal)

/** Back to the start of the line, and clear it. */
const clearLine = '\r\u001B[2K'

function liveView(terminal: Terminal): ProgressView {
  let line = ''
  const draw = (next: string): void => {
    if (next === line) return
    line = next
    terminal.draw(clearLine + line)
  }
  return {
    show: (snapshot) => draw(progressLine(snapshot, terminal.colors, terminal.columns)),
    tell: (text) => {
      terminal.draw(`${clearLine}${text}\n${line}`)
    },
    [Symbol.dispose]: () => draw(''),
  }
}

/** Often enough to see that it lives, seldom enough for a log of hours. */
const plainEveryMs = 10_000

function plainView(terminal: Terminal): ProgressView {
  let shownAt = performance.now()
  let shownState: string | null = null
  return {
    show: (snapshot) => {
      const now = performance.now()
      if (snapshot.state === shownState && now - shownAt < plainEveryMs) return
      // The summary tells of the end.
      if (snapshot.endedAt !== null) return
      shownAt = now
      shownState = snapshot.state
      terminal.tell(progressText(snapshot, terminal.colors))
    },
    tell: (line) => terminal.tell(line),
    [Symbol.dispose]: () => undefined,
  }
}
