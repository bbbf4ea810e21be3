import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** How an instance is started. */
export interface LocalCloudOptions {
  /** Where all of its state lies. */
  readonly folder: string
  /** Whatever its starter wants to find in the discovery record. */
  readonly version: string
  /** It ends itself when nothing was asked of it and nothing ran for so long. */
  readonly idleMs: number
  /** False plays a Region that has no response streaming. */
  readonly streaming: boolean
  /** How many invocations the account may run at a time. */
  readonly concurrency: number
  /** An environment that was not used for so long is ended. */
  readonly environmentIdleMs: number
  /** A fault plan to begin with, for tests. */
  readonly faultPlanPath: string | null
}

// Each environment is at least one process of some 50 MB: a machine of the size of a laptop has room for so many.
const environmentsPerCpu = 8
const leastConcurrency = 32

/** Reads the command line; throws a TypeError that says what is wrong with it. */
export function parseLocalCloudOptions(args: readonly string[]): LocalCloudOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      folder: { type: 'string' },
      version: { type: 'string', default: '0' },
      'idle-ms': { type: 'string', default: String(10 * 60 * 1000) },
      streaming: { type: 'string', default: 'on' },
      concurrency: {
        type: 'string',
        default: String(Math.max(leastConcurrency, availableParallelism() * environmentsPerCpu)),
      },
      'environment-idle-ms': { type: 'string', default: '60000' },
      'fault-plan': { type: 'string' },
    },
  })
  if (values.folder === undefined) throw new TypeError('--folder DIR is missing: where the state is to lie.')
  if (values.streaming !== 'on' && values.streaming !== 'off') throw new TypeError('--streaming is on or off.')
  return {
    folder: resolve(values.folder),
    version: values.version,
    idleMs: readCount('--idle-ms', values['idle-ms']),
    streaming: values.streaming === 'on',
    concurrency: readCount('--concurrency', values.concurrency),
    environmentIdleMs: readCount('--environment-idle-ms', values['environment-idle-ms']),
    faultPlanPath: values['fault-plan'] ?? null,
  }
}

function readCount(name: string, text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`${name} must be a whole number above 0.`)
  return value
}
