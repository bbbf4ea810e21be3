/** The shortest duration that is told apart, in milliseconds. */
export const lowestMs = 0.001

/** Steps of the logarithmic scale from one power of ten to the next; each is 12 % longer than the one before. */
export const perDecade = 20

/** From a microsecond to 1,000 seconds, which no invocation lives. */
export const durationBins = 9 * perDecade

/** The bin that counts a duration. */
export function durationBin(ms: number): number {
  const bin = Math.floor(Math.log10(ms / lowestMs) * perDecade)
  return Math.min(Math.max(bin, 0), durationBins - 1)
}

/** Where a bin begins, in milliseconds; fractions lie between two beginnings. */
export const binStartMs = (bin: number): number => lowestMs * 10 ** (bin / perDecade)
