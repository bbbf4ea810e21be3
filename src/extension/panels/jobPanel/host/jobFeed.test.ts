import { describe, expect, test } from 'vitest'
import { sampleRequest, sampleSnapshot } from '../../../testing/sampleJob.ts'
import type { HostMessage } from '../messages/messages.ts'
import { JobFeed, type OpenSurvey } from './jobFeed.ts'
import { panelJob } from './panelJob.ts'

const total = 20_000

function emptySurvey(given: Partial<OpenSurvey> = {}): OpenSurvey {
  return {
    mark: () => ({ recorded: 0, newestOffset: -1 }),
    items: (first, end) => ({
      first,
      mark: { recorded: 1, newestOffset: 1 },
      states: new Uint8Array(end - first).fill(1),
      durationsMs: new Float32Array(end - first),
      errorGroups: new Uint32Array(end - first),
    }),
    invocations: () => [],
    invocationsById: () => [],
    errorGroups: () => [],
    [Symbol.dispose]: () => undefined,
    ...given,
  }
}

/** A feed whose messages are kept, and a way to wait for one. */
class Watched implements Disposable {
  readonly messages: HostMessage[] = []
  readonly feed: JobFeed
  #wake: (() => void) | null = null

  constructor(survey: () => OpenSurvey) {
    this.feed = new JobFeed({
      openSurvey: async () => survey(),
      post: (message) => {
        this.messages.push(message)
        this.#wake?.()
      },
      now: () => 5_000,
    })
  }

  async until(kind: HostMessage['kind']): Promise<HostMessage> {
    for (;;) {
      const found = this.messages.find((message) => message.kind === kind)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  [Symbol.dispose](): void {
    this.feed[Symbol.dispose]()
  }
}

const job = (given: Parameters<typeof sampleSnapshot>[0] = {}): ReturnType<typeof panelJob> =>
  panelJob(sampleSnapshot({ total, ...given }), sampleRequest, 5_000)

describe('the feed of a page', () => {
  test('says nothing before the page is ready, then everything', async () => {
    using watched = new Watched(() => emptySurvey())
    watched.feed.show(job())
    expect(watched.messages).toEqual([])
    watched.feed.resume()
    await watched.until('charts')
    expect(watched.messages.map(({ kind }) => kind)).toEqual(['job', 'items', 'items', 'charts'])
    const first = watched.messages[1]
    expect(first).toMatchObject({ kind: 'items', total })
  })

  test('gives a page that comes back all that is known, at once', async () => {
    using watched = new Watched(() => emptySurvey({ mark: () => ({ recorded: 9, newestOffset: 9 }) }))
    watched.feed.show(job())
    watched.feed.resume()
    await watched.until('charts')
    watched.feed.pause()
    watched.messages.length = 0
    watched.feed.resume()
    const [first, second, third] = watched.messages
    expect([first?.kind, second?.kind, third?.kind]).toEqual(['job', 'items', 'charts'])
    expect(second?.kind === 'items' && second.ranges[0]?.states.length).toBe(total)
    expect(second?.kind === 'items' && second.ranges[0]?.states.every((state) => state === 1)).toBe(true)
  })

  test('tells of files that cannot be read, and tries again when asked', async () => {
    let isBroken = true
    using watched = new Watched(() => {
      if (isBroken) throw new Error('disk I/O error')
      return emptySurvey()
    })
    watched.feed.show(job())
    watched.feed.resume()
    expect(await watched.until('fault')).toEqual({ kind: 'fault', message: 'disk I/O error' })
    isBroken = false
    watched.feed.show(job())
    await watched.until('charts')
  })

  test('tells that a job is gone and reads no more', () => {
    using watched = new Watched(() => expect.unreachable())
    watched.feed.resume()
    watched.feed.show(null)
    expect(watched.messages.at(-1)).toEqual({ kind: 'job', job: null })
  })
})
