import type { RemoteError } from '#protocol/remoteError'
import type { FunctionError } from '../ports.ts'
import type { ItemTable } from './itemTable.ts'
import type { JobCollector } from './jobCollector.ts'
import type { PendingItems } from './pendingItems.ts'

/** An item that lost its environment or its value this often, without ever being proven to do it itself, is given up. */
const mostLosses = 24

/** Brings items that an invocation left open back to the queue, or to their end where there is no other way. */
export class ReturnItems {
  readonly #table: ItemTable
  readonly #collector: JobCollector
  readonly #pending: PendingItems

  constructor(table: ItemTable, collector: JobCollector, pending: PendingItems) {
    this.#table = table
    this.#collector = collector
    this.#pending = pending
  }

  /** To run again in any company, at no cost to them. */
  giveBack(indexes: readonly number[]): void {
    for (const index of indexes) this.#table.requeue(index)
    this.#pending.giveBack(indexes.toReversed())
  }

  /** They were lost, perhaps by the doing of one of them: they run again as a batch of their own. */
  setApart(group: readonly number[]): void {
    for (const index of group) {
      this.#table.requeue(index)
      this.#table.countLoss(index)
    }
    const isGivenUp = (index: number): boolean => this.#table.losses(index) >= mostLosses
    for (const index of group.filter(isGivenUp)) this.#collector.close(index, 'crashed', givenUp)
    this.#pending.giveBackAsBatch(group.filter((index) => !isGivenUp(index)))
  }

  /** The environment died with nobody else in it. */
  blame(index: number, { type, message }: FunctionError, invocation: number | null): void {
    const outcome = type === 'Sandbox.Timedout' ? 'timedOut' : 'crashed'
    const error: RemoteError = {
      name: 'EnvironmentLost',
      message: `The environment died while this item ran alone in it. ${type}: ${message}`,
      kind: 'userCode',
    }
    if (this.#collector.died(index, outcome, error, invocation) === 'recorded') return
    this.#table.requeue(index)
    this.#pending.giveBackAsBatch([index])
  }

  /** The user's module could not be loaded for them, though it could for others. */
  chargeLoadFailure(indexes: readonly number[], message: string, invocation: number | null): void {
    const error: RemoteError = { name: 'LoadFailed', message, kind: 'userCode' }
    this.giveBack(indexes.filter((index) => this.#collector.died(index, 'crashed', error, invocation) === 'again'))
  }
}

const givenUp: RemoteError = {
  name: 'ItemLost',
  message: `What ran this item, or the value that it returned, was lost ${mostLosses} times.`,
  kind: 'worker',
}
