import { measureStreams } from './measureStreams.ts'
import type { Measure } from './measure.ts'

const barMs = 1.2

/** A thousand streams at once against a stub of the Lambda API in another process. */
export async function measureStreamRow(): Promise<Measure> {
  const { openAtOnce, cpuMsPerInvocation, rssMb } = await measureStreams()
  return {
    name: '1,000 streams at once: client CPU per invocation',
    value: `${cpuMsPerInvocation.toFixed(2)} ms (${openAtOnce} open at once, ${Math.round(rssMb)} MB)`,
    bar: `≤ ${barMs} ms, 1,000 open`,
    isMet: cpuMsPerInvocation <= barMs && openAtOnce === 1_000,
    figures: { openAtOnce, cpuMsPerInvocation, rssMb },
  }
}
