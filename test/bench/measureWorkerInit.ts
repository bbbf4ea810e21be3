import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { type Measure, median, repeat } from './measure.ts'

const initBarMs = 50
const zipBarKb = 300
const zipPath = join(import.meta.dirname, '../../dist/runtime.zip')

/** How long the worker's own modules take to load, child included, after Node has started. */
export async function measureWorkerInit(times: number): Promise<Measure> {
  const zip = readFileSync(zipPath)
  const folder = mkdtempSync(join(tmpdir(), 'wren-init-'))
  try {
    for (const [name, bytes] of Object.entries(unzipSync(zip))) writeFileSync(join(folder, name), bytes)
    writeFileSync(join(folder, 'time.mjs'), timeScript)
    const runs = await repeat(times * 3, async () => {
      const run = spawnSync(process.execPath, [join(folder, 'time.mjs')], { encoding: 'utf8', env: lambdaEnvironment })
      if (run.status !== 0) throw new Error(`the worker did not start: ${run.stderr.slice(-500)}`)
      return Number(run.stdout)
    })
    const initMs = median(runs)
    const zipKb = zip.length / 1_024
    return {
      name: "the worker's own init; its zip",
      value: `${initMs.toFixed(1)} ms; ${Math.round(zipKb)} KB`,
      bar: `≤ ${initBarMs} ms; ≤ ${zipBarKb} KB`,
      isMet: initMs <= initBarMs && zipKb <= zipBarKb,
      figures: { initMs: runs, zipKb },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What of Lambda's environment the worker reads when it starts. */
const lambdaEnvironment = {
  ...process.env,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
}

/** Loads the handler as Lambda's runtime does and prints the milliseconds. */
const timeScript = `
globalThis.awslambda = { streamifyResponse: (handler) => handler }
const start = performance.now()
await import('./index.mjs')
process.stdout.write(String(performance.now() - start), () => process.exit())
`
