import { AwsError } from '../front/awsError.ts'
import { createBufferedReply } from './bufferedReply.ts'
import type { Environments } from './environments.ts'
import type { FunctionStore } from './functionStore.ts'
import type { FunctionReference } from './functionName.ts'
import type { Invocation } from './invocation.ts'

/** Runs invocations that nobody waits for. */
export interface EventInvocations extends Disposable {
  /** Accepts one; it runs as soon as there is room, and up to `maximumRetries` times more while it fails. */
  accept(
    reference: FunctionReference,
    invocation: Omit<Invocation, 'reply' | 'wantsLogTail'>,
    maximumRetries: number,
  ): void
  /** How many have not ended yet. */
  count(): number
}

// AWS waits one minute before the first retry and two before the second; a local function need not.
const retryDelaysMs = [1_000, 2_000]
const noRoomDelayMs = 500

/** Makes the queue, empty; it is not kept when the process ends. */
export function createEventInvocations(store: FunctionStore, environments: Environments): EventInvocations {
  const timers = new Set<NodeJS.Timeout>()
  let pending = 0
  const later = (action: () => void, delayMs: number): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      action()
    }, delayMs)
    timers.add(timer)
  }
  const attempt = (
    reference: FunctionReference,
    invocation: Omit<Invocation, 'reply' | 'wantsLogTail'>,
    retriesLeft: number,
    retried: number,
  ): void => {
    const stored = store.find(reference.name)
    if (stored === undefined) {
      pending -= 1
      return
    }
    const reply = createBufferedReply(({ end }) => {
      if (end.error === null || retriesLeft === 0) pending -= 1
      else later(() => attempt(reference, invocation, retriesLeft - 1, retried + 1), retryDelaysMs[retried] ?? 2_000)
    })
    try {
      const run = { ...invocation, wantsLogTail: false, reply }
      environments.invoke(store.resolve(reference), stored.reservedConcurrency, run)
    } catch (error) {
      // No room, which is no failure of the function: it waits its turn.
      if (error instanceof AwsError && error.status === 429) {
        later(() => attempt(reference, invocation, retriesLeft, retried), noRoomDelayMs)
      } else {
        // The version it was for is gone, or its environment cannot be started: AWS too drops such an event.
        pending -= 1
      }
    }
  }
  return {
    accept: (reference, invocation, maximumRetries) => {
      pending += 1
      setImmediate(() => attempt(reference, invocation, maximumRetries, 0))
    },
    count: () => pending,
    [Symbol.dispose]: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
