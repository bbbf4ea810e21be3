import type { Outcome } from '#protocol/outcome'
import type { Row } from './treeNode.ts'

/** The icon of an outcome, in the colours of the test explorer. */
export function outcomeIcon(outcome: Outcome): NonNullable<Row['icon']> {
  switch (outcome) {
    case 'succeeded':
      return { name: 'pass', color: 'testing.iconPassed' }
    case 'threw':
      return { name: 'error', color: 'testing.iconFailed' }
    case 'timedOut':
      return { name: 'watch', color: 'testing.iconErrored' }
    case 'crashed':
      return { name: 'flame', color: 'testing.iconErrored' }
    case 'unserializable':
      return { name: 'symbol-misc', color: 'testing.iconFailed' }
    case 'neverRan':
      return { name: 'circle-slash', color: 'testing.iconSkipped' }
    case 'cancelled':
      return { name: 'stop-circle', color: 'testing.iconSkipped' }
  }
}
