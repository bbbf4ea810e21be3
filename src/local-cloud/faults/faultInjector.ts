import { createHash } from 'node:crypto'
import { faultKinds, type Fault, type FaultKind, type FaultPlan } from './faultPlan.ts'

/** Tells for each call, as it comes, what is to go wrong with it. */
export interface FaultInjector {
  next(operation: string): Fault | null
  /** Goes over to another plan, or to none; calls are counted anew. */
  use(plan: FaultPlan | null): void
}

/**
 * Follows a plan. The n-th call of an operation has the same fate whenever the plan is the same, whatever other
 * operations are called in between.
 */
export function createFaultInjector(firstPlan: FaultPlan | null): FaultInjector {
  let plan = firstPlan
  let counts = new Map<string, number>()
  return {
    next: (operation) => {
      if (plan === null) return null
      const call = (counts.get(operation) ?? 0) + 1
      counts.set(operation, call)
      const planned = plan.calls.find((fault) => fault.operation === operation && fault.call === call)
      return planned ?? drawFault(plan, operation, call)
    },
    use: (next) => {
      plan = next
      counts = new Map()
    },
  }
}

function drawFault(plan: FaultPlan, operation: string, call: number): Fault | null {
  if (plan.operations !== null && !plan.operations.includes(operation)) return null
  const dice = createHash('sha256').update(`${plan.seed}:${operation}:${call}`).digest()
  if (fraction(dice, 0) >= plan.rate) return null
  const kind = drawKind(plan, operation, fraction(dice, 4))
  if (kind === null) return null
  return { kind, afterChunks: dice.readUInt8(8) % 4, delayMs: 200 + (dice.readUInt16BE(9) % 800) }
}

function drawKind(plan: FaultPlan, operation: string, draw: number): FaultKind | null {
  const weighted = faultKinds
    // Only a stream can end too early in good order.
    .filter((kind) => kind !== 'earlyEnd' || operation === 'InvokeWithResponseStream')
    .map((kind) => ({ kind, weight: plan.weights[kind] ?? (Object.keys(plan.weights).length === 0 ? 1 : 0) }))
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0)
  let left = draw * total
  for (const { kind, weight } of weighted) {
    left -= weight
    if (left < 0) return kind
  }
  return null
}

function fraction(dice: Buffer, offset: number): number {
  return dice.readUInt32BE(offset) / 2 ** 32
}
