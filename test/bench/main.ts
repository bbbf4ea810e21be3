import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { build } from '../../scripts/build.ts'
import { BenchHome } from './benchHome.ts'
import { calibrate } from './calibrate.ts'
import type { Measure } from './measure.ts'
import { measureEditor } from './measureEditor.ts'
import { measureFirstResult } from './measureFirstResult.ts'
import { measureFixedWork } from './measureFixedWork.ts'
import { measureNoOps } from './measureNoOps.ts'
import { measureRunnerMemory } from './measureRunnerMemory.ts'
import { measureStreamRow } from './measureStreamRow.ts'
import { measureWorkerInit } from './measureWorkerInit.ts'
import { printTable } from './printTable.ts'

// npm run bench [-- --only <part of a name>] [--times N] [--json FILE]

const { values } = parseArgs({
  options: { only: { type: 'string' }, times: { type: 'string', default: '5' }, json: { type: 'string' } },
})
const times = Number(values.times)

const suites: Readonly<Record<string, (home: BenchHome) => Promise<Measure | readonly Measure[]>>> = {
  calibration: calibrate,
  fixedWork: (home) => measureFixedWork(home, times),
  noOps: (home) => measureNoOps(home, times),
  firstResult: (home) => measureFirstResult(home, times),
  streams: measureStreamRow,
  workerInit: () => measureWorkerInit(times),
  memory: measureRunnerMemory,
  editor: () => measureEditor(times),
}

await build()
await using home = new BenchHome()
const measures: Measure[] = []
for (const [name, run] of Object.entries(suites)) {
  if (values.only !== undefined && !name.includes(values.only)) continue
  process.stderr.write(`measuring ${name} …\n`)
  const measured = await run(home)
  measures.push(...(Array.isArray(measured) ? measured : [measured]))
}
printTable(measures)
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(measures, null, 2)}\n`)
process.exitCode = measures.some((measure) => measure.isMet === false) ? 1 : 0
