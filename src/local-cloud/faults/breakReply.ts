import type { ServerResponse } from 'node:http'
import type { Fault } from './faultPlan.ts'

/** Ends a connection so that the client sees it reset. */
export function resetConnection(response: ServerResponse): void {
  const { socket } = response
  if (socket !== null && 'resetAndDestroy' in socket) socket.resetAndDestroy()
  else response.destroy()
}

/** Has the reply that `response` will be given get lost, or break off half-way, as the fault says. */
export function armReply(response: ServerResponse, fault: Fault): void {
  const write = response.write.bind(response)
  const end = (body: unknown): ServerResponse => {
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.alloc(0)
    if (fault.kind === 'resetMidStream' && bytes.length > 1) {
      if (!response.headersSent) response.setHeader('content-length', bytes.length)
      write(bytes.subarray(0, bytes.length >> 1), () => resetConnection(response))
    } else {
      resetConnection(response)
    }
    return response
  }
  Object.defineProperty(response, 'end', { value: end })
}
