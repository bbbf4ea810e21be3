import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Piscina } from 'piscina'
import type { BenchHome } from './benchHome.ts'
import { fixed, type Measure, median, repeat } from './measure.ts'

const items = 100_000
/** Tasks handed to piscina at once, and how many a thread may hold: the fastest of those tried. */
const outstanding = 256
const concurrentTasksPerWorker = 8

/** What an item costs that does nothing, beside a thread pool that writes its results to a file. */
export async function measureNoOps(home: BenchHome, times: number): Promise<Measure> {
  const input = await home.writeInput('no-ops.jsonl', items, (index) => `{"i":${index}}`)
  await home.runJob('nothing', input, { concurrency: 2 })
  const pairs = await repeat(times, async () => {
    const piscinaMs = await runPiscina(home)
    const wrenMs = home.dispatchToCommitMs(await home.runJob('nothing', input, { concurrency: 2 }))
    return { piscinaMs, wrenMs, ratio: wrenMs / piscinaMs }
  })
  const ratio = median(pairs.map((pair) => pair.ratio))
  return {
    name: `${items} no-op items, over piscina with two threads`,
    value: `${fixed(ratio)} ×`,
    bar: '≤ 1',
    isMet: ratio <= 1,
    figures: { ratio, wrenMs: pairs.map((pair) => pair.wrenMs), piscinaMs: pairs.map((pair) => pair.piscinaMs) },
  }
}

async function runPiscina(home: BenchHome): Promise<number> {
  const filename = join(import.meta.dirname, 'fixtures/functions.ts')
  const pool = new Piscina<unknown, unknown>({ filename, minThreads: 2, maxThreads: 2, concurrentTasksPerWorker })
  await Promise.all([pool.run({ i: 0 }), pool.run({ i: 1 })])
  const start = performance.now()
  const file = createWriteStream(home.path('piscina.jsonl'))
  let next = 0
  const runSome = async (): Promise<void> => {
    while (next < items) {
      const index = next++
      file.write(`${JSON.stringify({ index, outcome: 'succeeded', value: await pool.run({ i: index }) })}\n`)
    }
  }
  await Promise.all(Array.from({ length: outstanding }, runSome))
  await new Promise<void>((resolve) => file.end(resolve))
  const elapsedMs = performance.now() - start
  await pool.destroy()
  return elapsedMs
}
