import { expect, it } from 'vitest'
import { sampleJob } from '../testing/sampleJob.ts'
import { endNotice } from './endNotice.ts'

const ended = { startedAt: 1_000, endedAt: 4_200 }

it.each([
  [{ ...ended }, 'information', 'score over homes.csv: 10 succeeded in 3.2 s', ['wren.openResults']],
  [
    { ...ended, counts: { succeeded: 8, threw: 1, timedOut: 1 } },
    'warning',
    'score over homes.csv: 8 succeeded, 1 threw, 1 timed out in 3.2 s',
    ['wren.openResults', 'wren.retryJob'],
  ],
  [
    { state: 'cancelled', counts: { cancelled: 10 } },
    'information',
    'score over homes.csv was cancelled: 10 cancelled',
    ['wren.openResults'],
  ],
  [
    { state: 'failed', reason: { kind: 'permission', message: 'AWS says no.' } },
    'error',
    'score over homes.csv could not go on: AWS says no.',
    ['wren.retryJob'],
  ],
  [{ state: 'interrupted' }, 'warning', 'score over homes.csv was interrupted: its runner is gone.', ['wren.retryJob']],
] as const)('says of %j: %s', (given, severity, message, commands) => {
  const notice = endNotice(sampleJob(given))
  expect(notice).toMatchObject({ severity, message })
  expect(notice.actions.map(({ command }) => command)).toEqual(commands)
})
