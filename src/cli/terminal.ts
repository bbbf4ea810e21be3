import type { WriteStream } from 'node:tty'
import pc from 'picocolors'

type Colors = ReturnType<typeof pc.createColors>

/** The two streams of the process: the answer alone on stdout, everything said to the person on stderr. */
export class Terminal {
  /** Colours for stdout and for stderr; they do nothing where the stream is no terminal or NO_COLOR is set. */
  readonly answerColors: Colors
  readonly colors: Colors
  readonly #stdout: WriteStream
  readonly #stderr: WriteStream
  #answerClosed = false

  constructor(stdout: WriteStream, stderr: WriteStream, env: NodeJS.ProcessEnv) {
    this.#stdout = stdout
    this.#stderr = stderr
    this.answerColors = pc.createColors(wantsColors(stdout, env))
    this.colors = pc.createColors(wantsColors(stderr, env))
    // A reader such as `head` that has seen enough is no error, and nobody is left to tell on a closed terminal.
    stdout.on('error', () => (this.#answerClosed = true))
    stderr.on('error', () => undefined)
  }

  /** Whether the reader of stdout has gone; what is still to be written can be left out. */
  get isAnswerClosed(): boolean {
    return this.#answerClosed
  }

  /** Whether a person watches stderr and a line can be drawn anew. */
  get isLive(): boolean {
    return this.#stderr.isTTY
  }

  get columns(): number {
    // A pseudo-terminal that nobody sized has 0.
    return this.#stderr.columns || 80
  }

  /** Writes to stdout; resolves when it is ready for more. */
  async answer(text: string): Promise<void> {
    if (this.#answerClosed) return
    await new Promise<void>((resolve) => {
      this.#stdout.write(text, () => resolve())
    })
  }

  /** Writes lines to stderr. */
  tell(...lines: readonly string[]): void {
    this.#stderr.write(lines.map((line) => `${line}\n`).join(''))
  }

  /** Writes to stderr as it is, for a line that is drawn anew. */
  draw(text: string): void {
    this.#stderr.write(text)
  }

  /** Resolves when all that was written has left the process. */
  async flush(): Promise<void> {
    await Promise.all(
      [this.#stdout, this.#stderr].map(
        (stream) =>
          new Promise<void>((resolve) => {
            stream.write('', () => resolve())
          }),
      ),
    )
  }
}

/** https://no-color.org; FORCE_COLOR as Node itself understands it. */
function wantsColors(stream: WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR'] !== undefined) return !['0', 'false'].includes(env['FORCE_COLOR'])
  return stream.isTTY && env['TERM'] !== 'dumb'
}
