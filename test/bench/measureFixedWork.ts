import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { BenchHome } from './benchHome.ts'
import { fixed, type Measure, median, repeat } from './measure.ts'

const items = 2_000
const bar = 1.15

/** Wren's overhead on work that fills both processors: the same items in a plain loop split over two processes. */
export async function measureFixedWork(home: BenchHome, times: number): Promise<Measure> {
  const input = await home.writeInput('fixed-work.jsonl', items, String)
  await home.runJob('fixedWork', input, { concurrency: 2 })
  const pairs = await repeat(times, async () => {
    const plainMs = await runPlainLoop(home)
    const wrenMs = home.dispatchToCommitMs(await home.runJob('fixedWork', input, { concurrency: 2 }))
    return { plainMs, wrenMs, ratio: wrenMs / plainMs }
  })
  const ratio = median(pairs.map((pair) => pair.ratio))
  return {
    name: `${items} items of about 5 ms, over a plain loop in two processes`,
    value: `${fixed(ratio)} ×`,
    bar: `≤ ${bar}`,
    isMet: ratio <= bar,
    figures: { ratio, wrenMs: pairs.map((pair) => pair.wrenMs), plainMs: pairs.map((pair) => pair.plainMs) },
  }
}

async function runPlainLoop(home: BenchHome): Promise<number> {
  const processes = [0, 1].map((half) => ({ half, child: fork(join(import.meta.dirname, 'fixtures/plainLoop.mjs')) }))
  await Promise.all(processes.map(({ child }) => once(child, 'message')))
  const start = performance.now()
  for (const { half, child } of processes) {
    child.send({ from: (half * items) / 2, to: ((half + 1) * items) / 2, path: home.path(`plain-${half}.jsonl`) })
  }
  await Promise.all(processes.map(({ child }) => once(child, 'message')))
  const elapsedMs = performance.now() - start
  for (const { child } of processes) child.kill()
  return elapsedMs
}
