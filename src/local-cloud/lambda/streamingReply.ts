import type { ServerResponse } from 'node:http'
import { resetConnection } from '../faults/breakReply.ts'
import type { Fault } from '../faults/faultPlan.ts'
import { createEventFramer, type EventStreamMessage } from './eventStream.ts'
import { responseTooLarge, type FunctionError } from './functionError.ts'
import type { InvocationReply } from './invocation.ts'

const framePayloadChunk = createEventFramer('PayloadChunk', 'application/octet-stream')
const frameInvokeComplete = createEventFramer('InvokeComplete', 'application/json')
// AWS's limit for one streamed answer.
const limitBytes = 200 * 1024 * 1024

/**
 * Sends an answer to a client as it comes, as `InvokeWithResponseStream` does. The client may be slow, which the
 * function then feels, or gone, which it does not. A fault breaks the stream off where it says.
 */
export function createStreamingReply(
  response: ServerResponse,
  executedVersion: string,
  fault: Fault | null,
): InvocationReply {
  let length = 0
  let chunksLeft = fault?.kind === 'resetMidStream' || fault?.kind === 'earlyEnd' ? fault.afterChunks : Infinity
  const isLost = fault?.kind === 'lostReply'
  let isOver = false

  const isOpen = (): boolean => !isOver && !isLost && !response.destroyed
  // The head leaves together with the first chunk, as a function's own does.
  const open = (): void => {
    if (!isOpen() || response.headersSent) return
    response.writeHead(200, {
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amz-executed-version': executedVersion,
    })
  }
  const send = (message: EventStreamMessage): boolean => {
    // Corked, the three parts become one chunk of the HTTP body.
    response.cork()
    for (const part of message) if (part.length > 0) response.write(part)
    response.uncork()
    return response.socket?.writableNeedDrain !== true
  }
  const breakOff = (): void => {
    if (isOver) return
    isOver = true
    if (fault?.kind === 'earlyEnd') response.end()
    else resetConnection(response)
  }

  return {
    begin: open,
    write: (chunk) => {
      length += chunk.length
      if (!isOpen() || length > limitBytes) return true
      if (chunksLeft <= 0) {
        breakOff()
        return true
      }
      chunksLeft -= 1
      return send(framePayloadChunk(chunk))
    },
    onDrain: (listener) => {
      const { socket } = response
      const once = (): void => {
        socket?.off('drain', once).off('close', once)
        listener()
      }
      if (socket === null || socket.destroyed || !socket.writableNeedDrain) listener()
      else socket.on('drain', once).on('close', once)
    },
    end: ({ error, logTail }) => {
      const failure = error ?? (length > limitBytes ? responseTooLarge(limitBytes) : null)
      open()
      if (isLost || chunksLeft !== Infinity) breakOff()
      if (!isOpen()) return
      send(frameInvokeComplete(invokeComplete(failure, logTail)))
      isOver = true
      response.end()
    },
  }
}

function invokeComplete(error: FunctionError | null, logTail: Buffer): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...(error === null ? {} : { ErrorCode: error.errorType, ErrorDetails: error.body.toString('utf8') }),
      ...(logTail.length === 0 ? {} : { LogResult: logTail.toString('base64') }),
    }),
  )
}
