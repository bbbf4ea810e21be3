import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageExtension } from '../../scripts/package.ts'
import { fixed, type Measure, median, repeat } from './measure.ts'

const itemCount = 100_000
const delayBarMs = 50
const activateBarMs = 100
const packageBarMb = 15
const script = join(import.meta.dirname, '../editor/bench/measureHost.ts')

/** What test/editor/bench/measureHost.ts prints; milliseconds. */
interface HostFigures {
  readonly loadMs: number
  readonly activateMs: number
  readonly delayP99Ms: number
  readonly delayMaxMs: number
}

/**
 * What a job of 100,000 items costs the editor: how long the thread of all extensions is not free while it runs with
 * tree and page open, how long they wait for Wren at its start; and how large its package is. The editor itself is to
 * be had on Linux x64 alone.
 */
export async function measureEditor(times: number): Promise<readonly Measure[]> {
  const packed = await measurePackage()
  if (process.platform !== 'linux' || process.arch !== 'x64') return [packed]
  const runs = await repeat(times, measureHost)
  return [delayRow(runs), activateRow(runs), packed]
}

async function measureHost(): Promise<HostFigures> {
  const args = ['--disable-warning=ExperimentalWarning', script, String(itemCount)]
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10_000_000 })
  const figures: HostFigures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  return figures
}

function delayRow(runs: readonly HostFigures[]): Measure {
  const p99Ms = median(runs.map((run) => run.delayP99Ms))
  const maxMs = Math.max(...runs.map((run) => run.delayMaxMs))
  return {
    name: 'event loop delay of the extension host, job of 100,000 items, tree and page open: p99 (longest of all)',
    value: `${fixed(p99Ms)} ms (${Math.round(maxMs)} ms)`,
    bar: `≤ ${delayBarMs} ms`,
    isMet: p99Ms <= delayBarMs,
    figures: { p99Ms: runs.map((run) => run.delayP99Ms), maxMs: runs.map((run) => run.delayMaxMs) },
  }
}

function activateRow(runs: readonly HostFigures[]): Measure {
  const activateMs = median(runs.map((run) => run.activateMs))
  const loadMs = median(runs.map((run) => run.loadMs))
  return {
    name: '`activate()` of the extension (its code loaded before)',
    value: `${fixed(activateMs)} ms (${fixed(loadMs)} ms)`,
    bar: `≤ ${activateBarMs} ms`,
    isMet: activateMs <= activateBarMs,
    figures: { activateMs: runs.map((run) => run.activateMs), loadMs: runs.map((run) => run.loadMs) },
  }
}

async function measurePackage(): Promise<Measure> {
  const folder = mkdtempSync(join(tmpdir(), 'wren-package-'))
  try {
    const mb = (await packageExtension(folder)).bytes / 1_000_000
    return {
      name: 'the packaged extension, with esbuild for its platform',
      value: `${mb.toFixed(1)} MB`,
      bar: `≤ ${packageBarMb} MB`,
      isMet: mb <= packageBarMb,
      figures: { mb },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
