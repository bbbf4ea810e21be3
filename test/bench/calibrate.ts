import { fixedWork } from './fixtures/functions.ts'
import { median, type Measure, repeat } from './measure.ts'

/** How fast this machine is just now, to compare tables of different days: one item of fixed work, in milliseconds. */
export async function calibrate(): Promise<Measure> {
  const runs = await repeat(50, async (round) => {
    const start = performance.now()
    fixedWork(round)
    return performance.now() - start
  })
  const workMs = median(runs)
  return {
    name: 'calibration: one item of fixed work, one thread',
    value: `${workMs.toFixed(2)} ms`,
    bar: 'none',
    isMet: null,
    figures: { workMs },
  }
}
