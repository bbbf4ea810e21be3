import { responseTooLarge } from './functionError.ts'
import type { InvocationEnd, InvocationReply } from './invocation.ts'

/** A whole answer: the end, and the bytes that the function returned or the error that stands in their place. */
export interface BufferedAnswer {
  readonly end: InvocationEnd
  readonly body: Buffer
}

// AWS's limit of 6 MB plus what it grants for the envelope; its error names this very number.
const limitBytes = 6_291_556

/** Gathers an answer, and hands it over once it is complete. */
export function createBufferedReply(onAnswer: (answer: BufferedAnswer) => void): InvocationReply {
  let chunks: Buffer[] = []
  let length = 0
  return {
    begin: () => {},
    write: (chunk) => {
      length += chunk.length
      if (length <= limitBytes) chunks.push(chunk)
      else chunks = []
      return true
    },
    onDrain: (listener) => listener(),
    end: (end) => {
      const error = end.error ?? (length > limitBytes ? responseTooLarge(limitBytes) : null)
      onAnswer({ end: { ...end, error }, body: error === null ? Buffer.concat(chunks) : error.body })
    },
  }
}
