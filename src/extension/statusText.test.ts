import { expect, it } from 'vitest'
import { statusText } from './statusText.ts'
import { sampleJob } from './testing/sampleJob.ts'

const running = sampleJob({ state: 'running', endedAt: null, counts: { succeeded: 4 } })

it('shows the profile, or how far the running job is, or how many run', () => {
  expect(statusText('work', [sampleJob()])).toMatchObject({ text: '$(cloud) Wren: work', isBusy: false })
  expect(statusText('work', [running])).toMatchObject({ text: '$(sync~spin) Wren: 40%', isBusy: true })
  expect(statusText('work', [running, running])).toMatchObject({ text: '$(sync~spin) Wren: 2 jobs', isBusy: true })
})
