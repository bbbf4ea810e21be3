import { describe, expect, it } from 'vitest'
import { EventLines, type EventLinesSink } from './eventLines.ts'

/** Writes down what it is told; `says` are items before whose end it has something to say. */
class Listener implements EventLinesSink {
  readonly told: string[] = []
  private readonly refused: ReadonlySet<number>
  private readonly says: ReadonlySet<number>

  constructor(refused: readonly number[] = [], says: readonly number[] = []) {
    this.refused = new Set(refused)
    this.says = new Set(says)
  }

  forward(bytes: Buffer): void {
    this.told.push(...bytes.toString().trimEnd().split('\n').map(shorten))
  }
  started(index: number): boolean {
    return !this.refused.has(index)
  }
  hasMoreToSay(index: number): boolean {
    return this.says.has(index)
  }
  finished(index: number): boolean {
    return !this.refused.has(index)
  }
  finishedWith(index: number, line: Buffer, hasSucceeded: boolean): boolean {
    this.told.push(`more of ${index} ${line.length > 0} ${hasSucceeded}`)
    return !this.refused.has(index)
  }
  log(): void {}
  logDropped(index: number | null, lines: number, bytes: number): void {
    this.told.push(`dropped ${index} ${lines} ${bytes}`)
  }
  note(note: { readonly note: string }): void {
    this.told.push(`note ${note.note}`)
  }
  largeValue(header: { readonly index: number }, pieces: readonly Buffer[]): void {
    this.told.push(`large ${header.index} ${Buffer.concat(pieces).toString()}`)
  }
  junk(line: Buffer): void {
    this.told.push(`junk ${line.toString()}`)
  }
}

const shorten = (line: string): string => {
  const event: { kind: string; index: number } = JSON.parse(line)
  return `${event.kind} ${event.index}`
}

const started = (index: number): string => `{"kind":"started","index":${index},"attempt":1,"at":5}\n`
const finished = (index: number, outcome = 'succeeded'): string =>
  `{"kind":"finished","index":${index},"attempt":1,"outcome":"${outcome}","ms":0.5,"at":5}\n`
const log = (index: number): string => `{"kind":"log","index":${index},"stream":"stdout","text":"\\n","at":5}\n`
const large = (index: number, text: string): string =>
  `{"note":"largeValue","index":${index},"attempt":1,"ms":1,"at":5,"of":"json","bytes":${Buffer.byteLength(text)}}\n${text}\n`

const stream = [
  started(0),
  log(0),
  finished(0),
  started(123456),
  '{"note":"partial","index":5,"stream":"stdout","text":"x"}\n',
  finished(123456, 'threw'),
  started(2),
  large(2, 'a\n{"kind":"started","index":9}\nä'),
  started(3),
  '{"kind":"logDropped","index":3,"lines":7,"bytes":70}\n',
  'no event at all\n',
  finished(3),
].join('')

const whatItSays = [
  'started 0',
  'log 0',
  'finished 0',
  'started 123456',
  'note partial',
  'more of 123456 true false',
  'finished 123456',
  'started 2',
  'large 2 a\n{"kind":"started","index":9}\nä',
  'started 3',
  'dropped 3 7 70',
  'junk no event at all',
  'finished 3',
]

function listen(listener: Listener, pieces: readonly Buffer[]): readonly string[] {
  const lines = new EventLines(listener)
  for (const piece of pieces) lines.feed(piece)
  return listener.told
}

describe('EventLines', () => {
  it('tells lines apart and sends on what is for the client', () => {
    expect(listen(new Listener(), [Buffer.from(stream)])).toEqual(whatItSays)
  })

  it('does not mind where the bytes are cut', () => {
    const bytes = Buffer.from(stream)
    for (let size = 1; size < 60; size += 1) {
      const pieces: Buffer[] = []
      for (let from = 0; from < bytes.length; from += size) pieces.push(bytes.subarray(from, from + size))
      expect(listen(new Listener(), pieces), `pieces of ${size}`).toEqual(whatItSays)
    }
  })

  it('keeps back what is refused, and nothing around it', () => {
    const bytes = Buffer.from([started(0), finished(0), started(1), finished(1), started(2)].join(''))
    expect(listen(new Listener([1]), [bytes])).toEqual(['started 0', 'finished 0', 'started 2'])
  })

  it('lets more be said right before an end', () => {
    const bytes = Buffer.from([started(0), finished(0), started(1), finished(1)].join(''))
    expect(listen(new Listener([], [1]), [bytes])).toEqual([
      'started 0',
      'finished 0',
      'started 1',
      'more of 1 true true',
      'finished 1',
    ])
  })

  it('drops a line that death cut short', () => {
    expect(listen(new Listener(), [Buffer.from(started(0) + finished(0).slice(0, -1))])).toEqual(['started 0'])
  })
})
