import { isRecord } from '../fields.ts'

/**
 * What can go wrong with a call: refused as too many, refused with an error of the service, connection reset before
 * the reply, reset in the middle of it, a stream that ends in good order but too early, a late start, and a call that
 * is carried out but whose reply never comes.
 */
export const faultKinds = [
  'throttle',
  'serviceError',
  'resetBefore',
  'resetMidStream',
  'earlyEnd',
  'slowStart',
  'lostReply',
] as const

/** One of `faultKinds`. */
export type FaultKind = (typeof faultKinds)[number]

/** A fault as it is to happen to one call. */
export interface Fault {
  readonly kind: FaultKind
  /** For `resetMidStream` and `earlyEnd` of a stream: how many of its chunks still come through. */
  readonly afterChunks: number
  /** For `slowStart`. */
  readonly delayMs: number
}

/** A fault for exactly the n-th call (counted from 1) of an operation. */
export interface PlannedFault extends Fault {
  readonly operation: string
  readonly call: number
}

/** Which calls go wrong: `rate` (0 to 1) of those to `operations`, kinds by weight, and the listed `calls`. */
export interface FaultPlan {
  readonly seed: number
  readonly rate: number
  readonly weights: Readonly<Partial<Record<FaultKind, number>>>
  /** AWS's names of operations, such as `Invoke` or `PutObject`; null for all. */
  readonly operations: readonly string[] | null
  readonly calls: readonly PlannedFault[]
}

/** Reads a fault plan from its JSON; throws a TypeError that says what is wrong with it. */
export function parseFaultPlan(json: string): FaultPlan {
  const plan: unknown = JSON.parse(json)
  if (!isRecord(plan)) throw new TypeError('A fault plan is a JSON object.')
  const { operations = null, weights = {}, calls = [] } = plan
  if (operations !== null && !isStrings(operations)) throw new TypeError('operations must be an array of names.')
  if (!isRecord(weights)) throw new TypeError('weights must be an object.')
  if (!Array.isArray(calls)) throw new TypeError('calls must be an array.')
  return {
    seed: readNumber(plan, 'seed', 0),
    rate: readNumber(plan, 'rate', 0),
    weights: Object.fromEntries(Object.keys(weights).map((kind) => [readKind(kind), readNumber(weights, kind, 1)])),
    operations,
    calls: calls.map(readPlannedFault),
  }
}

function readPlannedFault(value: unknown): PlannedFault {
  if (!isRecord(value) || typeof value['operation'] !== 'string') throw new TypeError('A call needs an operation.')
  return {
    operation: value['operation'],
    call: readNumber(value, 'call', 1),
    kind: readKind(value['kind']),
    afterChunks: readNumber(value, 'afterChunks', 1),
    delayMs: readNumber(value, 'delayMs', 500),
  }
}

function readKind(value: unknown): FaultKind {
  const kind = faultKinds.find((known) => known === value)
  if (kind === undefined) throw new TypeError(`${String(value)} is no kind of fault: ${faultKinds.join(', ')}.`)
  return kind
}

function readNumber(record: Readonly<Record<string, unknown>>, name: string, fallback: number): number {
  const value = record[name] ?? fallback
  if (typeof value !== 'number') throw new TypeError(`${name} must be a number.`)
  return value
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string')
}
