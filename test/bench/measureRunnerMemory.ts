import { readFileSync } from 'node:fs'
import type { BenchHome } from './benchHome.ts'
import { fixed, type Measure } from './measure.ts'

const few = 100_000
const many = 1_000_000
const ratioBar = 1.1
const peakBarMb = 300
const lineBytes = 150

/** The runner's peak memory, and that it does not grow with the input. Read from /proc, so on Linux alone. */
export async function measureRunnerMemory(home: BenchHome): Promise<Measure> {
  const peakMb = async (count: number): Promise<number> => {
    const filler = 'x'.repeat(lineBytes - 22)
    const input = await home.writeInput(`memory-${count}.jsonl`, count, (index) =>
      JSON.stringify({ i: index, text: filler.slice(String(index).length) }),
    )
    return runAndWatch(home, input)
  }
  const fewMb = await peakMb(few)
  const manyMb = await peakMb(many)
  const ratio = manyMb / fewMb
  return {
    name: `runner's peak memory, ${many} lines of 150 MB over ${few} lines`,
    value: `${fixed(ratio)} × (${Math.round(manyMb)} MB)`,
    bar: `≤ ${ratioBar} and ≤ ${peakBarMb} MB`,
    isMet: ratio <= ratioBar && manyMb <= peakBarMb,
    figures: { ratio, fewMb, manyMb },
  }
}

async function runAndWatch(home: BenchHome, input: string): Promise<number> {
  let peakMb = 0
  const watch = setInterval(() => {
    for (const pid of home.runnerPids()) peakMb = Math.max(peakMb, peakOf(pid))
  }, 50)
  try {
    await home.runJob('nothing', input, { concurrency: 2 })
  } finally {
    clearInterval(watch)
  }
  return peakMb
}

/** VmHWM, the kernel's own record of the most that was ever resident. */
function peakOf(pid: number): number {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) / 1_024
  } catch {
    return 0
  }
}
