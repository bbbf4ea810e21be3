import type { FunctionError } from './functionError.ts'

/** One run of a function: what goes in and where the answer goes. */
export interface Invocation {
  readonly requestId: string
  readonly payload: Buffer
  readonly invokedArn: string
  /** JSON for the handler's `context.clientContext`, if the caller sent any. */
  readonly clientContext: string | null
  /** Whether the caller wants the end of the log with the answer. */
  readonly wantsLogTail: boolean
  readonly reply: InvocationReply
}

/** Where a function's answer goes: `begin` once, chunks, and `end` exactly once, whatever happens. */
export interface InvocationReply {
  /** The function has begun to answer; not called where it fails before that. */
  begin(contentType: string): void
  /** Takes a chunk of the answer as it is; false asks to wait for `onDrain` before the next. */
  write(chunk: Buffer): boolean
  onDrain(listener: () => void): void
  end(end: InvocationEnd): void
}

/** How an invocation ended; `logTail` is the last 4 KB of its log, empty where nobody asked for it. */
export interface InvocationEnd {
  readonly error: FunctionError | null
  readonly logTail: Buffer
}
