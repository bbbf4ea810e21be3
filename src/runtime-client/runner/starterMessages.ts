import * as z from 'zod/mini'
import { errorKinds } from '#protocol/remoteError'

/**
 * The one message a new runner sends to the process that started it, over Node's IPC channel, before the two part:
 * the job runs, or it could not begin.
 */
export const starterMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('running') }),
  z.object({
    kind: z.literal('refused'),
    error: z.object({ kind: z.enum(errorKinds), message: z.string(), nextStep: z.optional(z.string()) }),
  }),
])

export type StarterMessage = z.infer<typeof starterMessageSchema>
