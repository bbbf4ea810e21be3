import * as z from 'zod/mini'
import type { JobSnapshot } from '../job/jobTypes.ts'

/** What a viewer says to a runner, one JSON object a line. */
export const viewerMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('subscribe') }),
  z.object({ kind: z.literal('cancel') }),
  z.object({ kind: z.literal('setConcurrency'), concurrency: z.number().check(z.int(), z.positive()) }),
])

export type ViewerMessage = z.infer<typeof viewerMessageSchema>

/** Those that change what the runner does. */
export type SteeringMessage = Exclude<ViewerMessage, { kind: 'subscribe' }>

/** What a runner says to its viewers, one JSON object a line: always the whole state. */
export interface RunnerMessage {
  readonly kind: 'snapshot'
  readonly snapshot: JobSnapshot
}

/** Where a living runner listens, as `runner.json` in the job's folder tells it. */
export const runnerAddressSchema = z.object({ pid: z.number(), socketPath: z.string() })
