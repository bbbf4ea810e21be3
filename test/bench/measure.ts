/** One row of the table. `isMet` is null where there is no bar. */
export interface Measure {
  readonly name: string
  readonly value: string
  readonly bar: string
  readonly isMet: boolean | null
  /** The figures behind the value, for machines. */
  readonly figures: Readonly<Record<string, number | readonly number[]>>
}

/** The middle of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Runs a measurement some times, one after the other. */
export async function repeat<T>(times: number, run: (round: number) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = []
  for (let round = 0; round < times; round++) results.push(await run(round))
  return results
}

/** With two digits behind the point. */
export const fixed = (value: number): string => value.toFixed(2)
