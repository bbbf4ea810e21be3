import { readTreeMemory } from './treeMemory.ts'

/** What a look at the memory found. */
export interface MemoryLook {
  /** Megabytes held, where that is more than there may be. */
  readonly overMb: number | undefined
  /** How long until the next look: soon where there is little left. */
  readonly nextLookMs: number
}

/** What of the function's memory is kept free, for it may fill between two looks. */
const reserveShare = 0.08
const minReserveMb = 16

const bytesPerMb = 1024 * 1024

/** Tells when the handler and its child together hold so much that Lambda would soon end both. */
export class MemoryWatch {
  readonly functionMb: number
  private readonly limitBytes: number
  /** What the child said of itself, where the system tells nothing. */
  private reportedBytes = 0

  constructor(functionMb: number) {
    this.functionMb = functionMb
    this.limitBytes = (functionMb - Math.max(minReserveMb, functionMb * reserveShare)) * bytesPerMb
  }

  reported(rss: number): void {
    this.reportedBytes = rss
  }

  /** The child is a child of this process, and so found with it. */
  look(): MemoryLook {
    const usedBytes = readTreeMemory(process.pid) ?? process.memoryUsage.rss() + this.reportedBytes
    return {
      overMb: usedBytes > this.limitBytes ? Math.round(usedBytes / bytesPerMb) : undefined,
      nextLookMs: usedBytes > this.limitBytes * 0.6 ? 5 : 25,
    }
  }
}
