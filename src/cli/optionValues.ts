// Parsers of option values; what they throw commander shows with the option's name and exits with 2.
import { InvalidArgumentError } from 'commander'

/** A whole number from `lowest` on. */
export const wholeNumber =
  (lowest: number, highest = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value
    const bounds = highest === Number.MAX_SAFE_INTEGER ? `of ${lowest} or more` : `from ${lowest} to ${highest}`
    throw new InvalidArgumentError(`It takes a whole number ${bounds}.`)
  }

const unitMs = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['', 1_000],
  ['m', 60_000],
  ['min', 60_000],
])

/** Lambda ends every invocation after this; the last seconds are needed to report. */
const longestTimeoutMs = 890_000

/** A duration such as `500ms`, `30s`, `2m`, or seconds without a unit; in milliseconds. */
export function duration(text: string): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|)$/.exec(text) ?? []
  const ms = Number(digits) * (unitMs.get(unit ?? '') ?? Number.NaN)
  if (ms >= 1 && ms <= longestTimeoutMs) return Math.round(ms)
  throw new InvalidArgumentError('It takes a duration such as 500ms, 30s or 2m, at most 890s.')
}

/** Memory such as `1769`, `1769mb` or `2gb`, in MB; Lambda's own bounds. */
export function memory(text: string): number {
  const [, digits, unit] = /^(\d+)\s*(mb?|gb?|)$/i.exec(text) ?? []
  const megabytes = Number(digits) * (unit?.toLowerCase().startsWith('g') === true ? 1_024 : 1)
  if (megabytes >= 128 && megabytes <= 10_240) return megabytes
  throw new InvalidArgumentError('It takes MB from 128 to 10240, such as 1769 or 2gb.')
}

/** Collects `NAME=value`, or `NAME` for its value in this process, into one object. */
export const environmentVariable =
  (env: NodeJS.ProcessEnv) =>
  (text: string, previous: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
    const equals = text.indexOf('=')
    const name = equals === -1 ? text : text.slice(0, equals)
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new InvalidArgumentError('It takes NAME=value, or NAME alone.')
    const value = equals === -1 ? env[name] : text.slice(equals + 1)
    if (value === undefined) throw new InvalidArgumentError(`${name} is not set here; write ${name}=value.`)
    return { ...previous, [name]: value }
  }

/** Collects the values of an option that may be given several times, each one of `choices`. */
export const eachOf =
  <Choice extends string>(choices: readonly Choice[]) =>
  (text: string, previous: readonly Choice[] = []): readonly Choice[] => {
    const choice = choices.find((one) => one === text)
    if (choice === undefined) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`)
    return [...previous, choice]
  }
