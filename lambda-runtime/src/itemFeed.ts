import type { BatchItem } from '#protocol/invocation'
import type { ChildProcess } from './childProcess.ts'
import type { ItemLedger } from './itemLedger.ts'

/** What is sent to a child at a time, so that it is busy and a batch's inputs do not lie in two memories at once. */
const chunkItems = 500
const chunkChars = 256 * 1024

/** Keeps the child supplied with items. */
export class ItemFeed {
  private readonly ledger: ItemLedger
  private readonly concurrency: number
  private lastChunk = 0

  constructor(ledger: ItemLedger, concurrency: number) {
    this.ledger = ledger
    this.concurrency = concurrency
  }

  /** Sends what the child can use before it is asked again; to be called whenever items have started or ended. */
  topUp(child: ChildProcess): void {
    while (this.ledger.sentCount < this.concurrency || this.ledger.sentCount <= Math.ceil(this.lastChunk / 2)) {
      const texts: string[] = []
      const sizeOf = (item: BatchItem): number => {
        const text = JSON.stringify(item)
        texts.push(text)
        return text.length
      }
      this.lastChunk = this.ledger.take(chunkItems, chunkChars, sizeOf).length
      if (this.lastChunk === 0) return
      child.sendLine(`{"kind":"items","items":[${texts.join(',')}]}`)
    }
  }
}
