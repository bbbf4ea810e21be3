/** How an item ended. Every item of every job ends in exactly one of these. */
export const outcomes = [
  'succeeded',
  'threw',
  'timedOut',
  'crashed',
  'unserializable',
  'neverRan',
  'cancelled',
] as const

/** One of {@link outcomes}. */
export type Outcome = (typeof outcomes)[number]

/** Number of items per outcome; every outcome is present, zero where none ended so. */
export type OutcomeCounts = Readonly<Record<Outcome, number>>
