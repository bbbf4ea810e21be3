import type { JobRequest } from '#runtime-client'
import { formatDuration } from './quantities.ts'

/** How a job is to run. */
export interface JobOptions {
  readonly concurrency: number | null
  readonly itemConcurrency: number
  readonly batchSize: number | null
  readonly memoryMb: number
  readonly itemTimeoutMs: number
  readonly retries: number
  /** `NAME` for the editor's own value, or `NAME=value`. */
  readonly env: readonly string[]
  readonly skipBadInput: boolean
}

/** One exported function. */
export interface FunctionChoice {
  /** Absolute. */
  readonly modulePath: string
  readonly exportName: string
}

/** Variables of the editor's own environment that a job asks for and that are not there. */
export function missingVariables({ env }: JobOptions, environment: NodeJS.ProcessEnv): readonly string[] {
  return env.filter((entry) => !entry.includes('=') && environment[entry] === undefined)
}

/** What is asked of runtime-client. A variable that is not there is left out: see `missingVariables`. */
export function jobRequest(
  choice: FunctionChoice,
  input: { readonly inputPath: string; readonly profile: string; readonly sample: number | null },
  { concurrency, batchSize, env, ...options }: JobOptions,
  environment: NodeJS.ProcessEnv,
): JobRequest {
  return {
    ...choice,
    ...options,
    inputPath: input.inputPath,
    profile: input.profile,
    env: Object.fromEntries(env.flatMap((entry) => environmentEntry(entry, environment))),
    ...(concurrency === null ? {} : { concurrency }),
    ...(batchSize === null ? {} : { batchSize }),
    ...(input.sample === null ? {} : { sample: input.sample }),
  }
}

function environmentEntry(entry: string, environment: NodeJS.ProcessEnv): [string, string][] {
  const equals = entry.indexOf('=')
  const name = equals === -1 ? entry : entry.slice(0, equals)
  const value = equals === -1 ? environment[name] : entry.slice(equals + 1)
  return value === undefined ? [] : [[name, value]]
}

/** An option that a user can change for one job. */
export interface OptionField {
  readonly key: keyof JobOptions
  readonly title: string
  readonly hint: string
  /** Its value as it stands in the list. */
  show(options: JobOptions): string
  /** Its value as it is edited. */
  edit(options: JobOptions): string
  /** The options with what was typed, or what is wrong with that. */
  change(options: JobOptions, text: string): JobOptions | string
}

/** In the order in which they are asked for. */
export const optionFields: readonly OptionField[] = [
  numberField('concurrency', 'Concurrency', 'Invocations at once; empty for as many as the profile can carry.', 1),
  numberField('itemConcurrency', 'Items at once in an invocation', 'A whole number from 1.', 1),
  numberField('batchSize', 'Items per invocation', 'Empty for as many as fit the time that an item takes.', 1),
  numberField('memoryMb', 'Memory', 'MB from 128 to 10240; 1769 is one CPU on AWS.', 128, 10_240, 'MB'),
  {
    key: 'itemTimeoutMs',
    title: 'Time limit of an item',
    hint: 'A duration such as 500ms, 30s or 2m, at most 890s.',
    show: ({ itemTimeoutMs }) => formatDuration(itemTimeoutMs),
    edit: ({ itemTimeoutMs }) => (itemTimeoutMs % 1_000 === 0 ? `${itemTimeoutMs / 1_000}s` : `${itemTimeoutMs}ms`),
    change: (options, text) => {
      const itemTimeoutMs = durationMs(text)
      return itemTimeoutMs === null
        ? 'Give a duration such as 500ms, 30s or 2m, at most 890s.'
        : { ...options, itemTimeoutMs }
    },
  },
  numberField('retries', 'Retries', 'Further tries for an item that threw, timed out or crashed.', 0, 100),
  {
    key: 'env',
    title: 'Environment variables',
    hint: 'NAME=value, or NAME for the value it has here; several with commas.',
    show: ({ env }) => (env.length === 0 ? 'none' : env.map((entry) => entry.split('=', 1)[0]).join(', ')),
    edit: ({ env }) => env.join(', '),
    change: (options, text) => {
      const env = text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '')
      const wrong = env.find((entry) => !/^[A-Za-z_]\w*(=|$)/.test(entry))
      return wrong === undefined ? { ...options, env } : `${wrong} is neither NAME=value nor a NAME.`
    },
  },
]

type NumberKey = 'concurrency' | 'itemConcurrency' | 'batchSize' | 'memoryMb' | 'retries'

function numberField(
  key: NumberKey,
  title: string,
  hint: string,
  lowest: number,
  highest = 100_000,
  unit = '',
): OptionField {
  const mayBeEmpty = key === 'concurrency' || key === 'batchSize'
  return {
    key,
    title,
    hint,
    show: (options) => (options[key] === null ? 'automatic' : `${options[key]} ${unit}`.trim()),
    edit: (options) => String(options[key] ?? ''),
    change: (options, text) => {
      if (mayBeEmpty && text.trim() === '') return { ...options, [key]: null }
      const value = Number(text)
      if (/^\s*\d+\s*$/.test(text) && value >= lowest && value <= highest) return { ...options, [key]: value }
      return `Give a whole number from ${lowest} to ${highest}${mayBeEmpty ? ', or nothing' : ''}.`
    },
  }
}

/** Lambda ends every invocation after 900 s; the last seconds are needed to report. */
const longestTimeoutMs = 890_000

function durationMs(text: string): number | null {
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|)\s*$/.exec(text) ?? []
  const ms = Math.round(Number(digits) * (unit === 'ms' ? 1 : unit?.startsWith('m') === true ? 60_000 : 1_000))
  return ms >= 1 && ms <= longestTimeoutMs ? ms : null
}
