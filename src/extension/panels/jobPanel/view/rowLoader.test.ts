import { expect, test } from 'vitest'
import type { PanelRow, RowPage, RowQuery } from '../messages/messages.ts'
import { noFilter } from './filter.ts'
import { type LoadedRows, RowLoader } from './rowLoader.ts'

const row = (index: number): PanelRow => ({ index, outcome: 'succeeded', ms: 1, attempts: 1, excerpt: '' })

/** Answers questions for pages one by one, when told to. */
class Host {
  readonly asked: RowQuery[] = []
  readonly #answers: PromiseWithResolvers<RowPage>[] = []

  readRows(query: RowQuery): Promise<RowPage> {
    this.asked.push(query)
    const answer = Promise.withResolvers<RowPage>()
    this.#answers.push(answer)
    return answer.promise
  }

  act(): void {}
  tryAgain(): void {}

  answer(question: number, total: number): void {
    const { after, limit } = this.asked[question]!
    const rows = Array.from({ length: Math.min(limit, total - after - 1) }, (_, at) => row(after + 1 + at))
    this.#answers[question]!.resolve({ rows, isLast: after + 1 + rows.length >= total })
  }

  refuse(question: number): void {
    this.#answers[question]!.reject(new Error('gone'))
  }
}

function load(): { host: Host; loader: RowLoader; last: () => LoadedRows } {
  const host = new Host()
  let loaded: LoadedRows | null = null
  const loader = new RowLoader(host, (rows) => (loaded = rows))
  return { host, loader, last: () => loaded! }
}

test('reads page after page until there is no more', async () => {
  const { host, loader, last } = load()
  const first = loader.show(noFilter)
  host.answer(0, 300)
  await first
  expect(last()).toMatchObject({ hasMore: true, isLoading: false })
  const second = loader.more()
  host.answer(1, 300)
  await second
  expect(last().rows.map(({ index }) => index)).toEqual(Array.from({ length: 300 }, (_, index) => index))
  await loader.more()
  expect(host.asked).toHaveLength(2)
})

test('drops an answer to a question that is no longer asked', async () => {
  const { host, loader, last } = load()
  const first = loader.show(noFilter)
  const second = loader.show({ ...noFilter, outcome: 'threw', range: { first: 10, last: 19 } })
  expect(host.asked[1]).toMatchObject({ outcome: 'threw', after: 9, last: 19 })
  host.answer(1, 20)
  await second
  host.answer(0, 300)
  await first
  expect(last().rows).toHaveLength(10)
})

test('reads again as much as is shown', async () => {
  const { host, loader, last } = load()
  const first = loader.show(noFilter)
  host.answer(0, 5)
  await first
  const again = loader.refresh()
  host.answer(1, 8)
  await again
  expect(last().rows).toHaveLength(8)
})

test('says what went wrong and keeps what it has', async () => {
  const { host, loader, last } = load()
  const first = loader.show(noFilter)
  host.answer(0, 300)
  await first
  const second = loader.more()
  host.refuse(1)
  await second
  expect(last()).toMatchObject({ fault: 'gone', isLoading: false })
  expect(last().rows).toHaveLength(200)
})
