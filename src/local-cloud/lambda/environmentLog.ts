import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

/** Takes the lines of one environment's log. */
export type LogSink = (line: string) => void

/** The log of an environment: every line goes to the sink, and the last 4 KB of an invocation can be had again. */
export interface EnvironmentLog {
  write(line: string): void
  /** Logs what comes out of a process, line by line; `flush` the returned function once it has ended. */
  follow(output: Readable): { flush(): void }
  /** Begins the tail anew; `null` where nobody wants it. */
  startTail(wanted: boolean): void
  tail(): Buffer
}

const tailBytes = 4096
// CloudWatch takes no larger event.
const maxLineLength = 256 * 1024

/** Makes the log of one environment. */
export function createEnvironmentLog(sink: LogSink): EnvironmentLog {
  let wanted = false
  let lines: string[] = []
  let length = 0
  const write = (line: string): void => {
    sink(line)
    if (!wanted) return
    lines.push(line)
    length += line.length + 1
    // Characters are bytes at least, so what is dropped here is never part of the tail.
    while (lines.length > 1 && length - (lines[0]?.length ?? 0) - 1 > tailBytes) {
      length -= (lines.shift()?.length ?? 0) + 1
    }
  }
  return {
    write,
    follow: (output) => {
      const decoder = new StringDecoder('utf8')
      let rest = ''
      const take = (text: string): void => {
        const parts = (rest + text).split('\n')
        rest = parts.pop() ?? ''
        for (const part of parts) write(part)
        if (rest.length > maxLineLength) {
          write(rest)
          rest = ''
        }
      }
      output.on('data', (chunk: Buffer) => take(decoder.write(chunk)))
      return {
        flush: () => {
          take(decoder.end())
          if (rest !== '') write(rest)
          rest = ''
        },
      }
    },
    startTail: (want) => {
      wanted = want
      lines = []
      length = 0
    },
    tail: () => Buffer.from(lines.map((line) => `${line}\n`).join('')).subarray(-tailBytes),
  }
}
