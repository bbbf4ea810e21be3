import type { ItemSlice, RangeMark } from '#runtime-client'
import { durationBin, durationBins } from '../messages/durationScale.ts'
import type { DurationCounts, StateRange } from '../messages/messages.ts'

/** What is read of a job's items. */
export interface ItemSource {
  mark(first: number, end: number): RangeMark
  items(first: number, end: number): ItemSlice
}

/** Items of an error group. */
export interface GroupCount {
  readonly count: number
  readonly firstIndex: number
}

/** Items read in one go: 2 to 5 ms, depending on what else the machine does. */
export const sliceItems = 2_048

/** What is kept of a slice of items after it was read. */
interface SliceDigest {
  readonly mark: RangeMark
  /** Whether nothing in it can change: items that succeeded never run again. */
  readonly isSettled: boolean
  readonly succeededBins: Uint32Array
  readonly failedBins: Uint32Array
  readonly groups: ReadonlyMap<number, GroupCount>
}

/**
 * Knows where every item of a job stands, in a byte each, with how long they took and how they failed. Looks again only
 * at slices in which something was recorded since.
 */
export class ItemScan {
  readonly total: number
  readonly states: Uint8Array
  readonly #slices: (SliceDigest | undefined)[]

  constructor(total: number) {
    this.total = total
    this.states = new Uint8Array(total)
    this.#slices = Array.from({ length: Math.ceil(total / sliceItems) })
  }

  get sliceCount(): number {
    return this.#slices.length
  }

  get hasRead(): boolean {
    return this.#slices.some((slice) => slice !== undefined)
  }

  /** Reads a slice where that is due; returns what has changed in it, if anything has. */
  look(source: ItemSource, slice: number): StateRange | null {
    const known = this.#slices[slice]
    if (known?.isSettled === true) return null
    const first = slice * sliceItems
    const end = Math.min(first + sliceItems, this.total)
    if (known !== undefined || first > 0) {
      const mark = source.mark(first, end)
      const { recorded, newestOffset } = known?.mark ?? { recorded: 0, newestOffset: -1 }
      if (mark.recorded === recorded && mark.newestOffset === newestOffset) return null
    }
    const read = source.items(first, end)
    this.#slices[slice] = digest(read)
    this.states.set(read.states, first)
    return { first, states: read.states }
  }

  durations(): DurationCounts {
    const succeeded = new Uint32Array(durationBins)
    const failed = new Uint32Array(durationBins)
    for (const slice of this.#slices) {
      if (slice === undefined) continue
      addInto(succeeded, slice.succeededBins)
      addInto(failed, slice.failedBins)
    }
    return { succeeded, failed }
  }

  /** Error groups by id. */
  errorGroups(): ReadonlyMap<number, GroupCount> {
    const groups = new Map<number, GroupCount>()
    for (const slice of this.#slices) {
      for (const [id, { count, firstIndex }] of slice?.groups ?? []) {
        const known = groups.get(id)
        groups.set(id, { count: count + (known?.count ?? 0), firstIndex: known?.firstIndex ?? firstIndex })
      }
    }
    return groups
  }
}

function digest({ first, mark, states, durationsMs, errorGroups }: ItemSlice): SliceDigest {
  const succeededBins = new Uint32Array(durationBins)
  const failedBins = new Uint32Array(durationBins)
  const groups = new Map<number, GroupCount>()
  let succeeded = 0
  for (let at = 0; at < states.length; at++) {
    const state = states[at] ?? 0
    if (state === 0) continue
    if (state === 1) succeeded++
    const ms = durationsMs[at] ?? Number.NaN
    if (!Number.isNaN(ms)) increment(state === 1 ? succeededBins : failedBins, durationBin(ms))
    const group = errorGroups[at] ?? 0
    if (group === 0) continue
    const { count, firstIndex } = groups.get(group) ?? { count: 0, firstIndex: first + at }
    groups.set(group, { count: count + 1, firstIndex })
  }
  return { mark, isSettled: succeeded === states.length, succeededBins, failedBins, groups }
}

function increment(counts: Uint32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1
}

function addInto(sum: Uint32Array, counts: Uint32Array): void {
  for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (counts[at] ?? 0)
}
