import { outcomes, type Outcome } from '#protocol/outcome'

/** Where an item stands, as the page shows it. */
export type ItemState = 'pending' | 'running' | Outcome

/** The states by the byte that stands for each: what the host sends, and behind it what only the page knows. */
export const itemStates: readonly ItemState[] = ['pending', ...outcomes, 'running']

/** The byte of items under way. */
export const runningState = itemStates.indexOf('running')

/** The state that a byte stands for. */
export const itemStateOf = (byte: number): ItemState => itemStates[byte] ?? 'pending'

/** What a few items that are shown as one are shown as: the first of these that is among them. */
const worstFirst: readonly ItemState[] = [
  'crashed',
  'timedOut',
  'threw',
  'unserializable',
  'neverRan',
  'cancelled',
  'running',
  'succeeded',
  'pending',
]

/** By byte: the higher, the worse. */
export const severities = Uint8Array.from(itemStates, (state) => worstFirst.length - worstFirst.indexOf(state))
