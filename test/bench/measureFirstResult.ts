import { setTimeout } from 'node:timers/promises'
import type { BenchHome } from './benchHome.ts'
import { type Measure, median, repeat } from './measure.ts'

const warmBarMs = 700
const coldBarMs = 2_000

/** From the start of the `wren map` process to the first recorded result, local cloud running and not running. */
export async function measureFirstResult(home: BenchHome, times: number): Promise<readonly Measure[]> {
  const input = await home.writeInput('first-result.jsonl', 100, String)
  const cold = await repeat(times, async () => {
    await home.client.stopLocalCloud()
    return firstResultMs(home, input)
  })
  const warm = await repeat(times, () => firstResultMs(home, input))
  return [row('running', warm, warmBarMs), row('not running', cold, coldBarMs)]
}

function row(state: string, runs: readonly number[], barMs: number): Measure {
  const ms = median(runs)
  return {
    name: `first result after \`wren map\` starts, local cloud ${state}`,
    value: `${Math.round(ms)} ms`,
    bar: `≤ ${barMs} ms`,
    isMet: ms <= barMs,
    figures: { ms: runs },
  }
}

/** Until a viewer that follows the job sees the first recorded result. */
async function firstResultMs(home: BenchHome, input: string): Promise<number> {
  const before = new Set(home.client.jobIds())
  const startedAt = performance.now()
  const ended = home.runCli(['map', `${import.meta.dirname}/fixtures/functions.ts#nothing`, '--input', input])
  const jobId = await newJobId(home, before)
  let seenAt: number | null = null
  for await (const { counts } of home.client.followJob(jobId)) {
    if (seenAt === null && counts.succeeded > 0) seenAt = performance.now()
  }
  const code = await ended
  if (code !== 0 || seenAt === null) throw new Error(`wren map of the benchmark ended with ${code}`)
  return seenAt - startedAt
}

async function newJobId(home: BenchHome, before: ReadonlySet<string>): Promise<string> {
  for (;;) {
    const jobId = home.client.jobIds().find((id) => !before.has(id))
    if (jobId !== undefined) return jobId
    await setTimeout(5)
  }
}
