import { setTimeout as delay } from 'node:timers/promises'

const pollEveryMs = 50
const defaultTimeoutMs = 15_000

/**
 * Asks until `read` gives what `accept` takes, and returns that. Rejects after `timeoutMs` with the last thing read;
 * an error of `read` counts as a not-yet.
 */
export async function eventually<T>(
  what: string,
  read: () => Promise<T>,
  accept: (value: T) => boolean,
  timeoutMs: number = defaultTimeoutMs,
): Promise<T> {
  const until = Date.now() + timeoutMs
  let last: unknown
  do {
    try {
      const value = await read()
      if (accept(value)) return value
      last = value
    } catch (error) {
      last = error
    }
    await delay(pollEveryMs)
  } while (Date.now() < until)
  const seen = last instanceof Error ? last.message : JSON.stringify(last, undefined, 1)
  throw new Error(`Waited ${timeoutMs} ms for ${what}; last seen: ${seen}`)
}
