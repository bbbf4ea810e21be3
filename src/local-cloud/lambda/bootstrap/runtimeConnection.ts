import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { RuntimeError } from './runtimeError.ts'

/** One invocation as the Runtime API hands it out; header names are in lower case. */
export interface NextInvocation {
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** The way to the Runtime API: HTTP over the pipe that the environment was born with, so there is no port to guard. */
export interface RuntimeConnection {
  next(): Promise<NextInvocation>
  /** Sends a whole reply; a `RuntimeError` also names its type in a header. */
  post(path: string, body: string | RuntimeError): Promise<void>
  /** Opens a reply that is streamed; `done` when the Runtime API has taken all of it. */
  openStream(path: string, headers: Record<string, string | string[]>): { request: ClientRequest; done: Promise<void> }
  /** Calls the listener once the other end is gone. */
  onLost(listener: () => void): void
}

// The pipe's number in this process, agreed with the environment's parent.
const pipeFd = 3

/** Takes the pipe over. */
export function startRuntimeConnection(): RuntimeConnection {
  const socket = new Socket({ fd: pipeFd, readable: true, writable: true })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  agent.createConnection = () => socket
  const open = (method: string, path: string, headers: Record<string, string | string[]>): ClientRequest =>
    request({ agent, method, path, headers: { host: 'runtime', ...headers } })

  return {
    next: async () => await readReply(open('GET', '/2018-06-01/runtime/invocation/next', {}), true),
    post: async (path, body) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const type = typeof body === 'string' ? {} : { 'lambda-runtime-function-error-type': headerSafe(body.errorType) }
      const length = Buffer.byteLength(text)
      const message = open('POST', path, {
        'content-type': 'application/json',
        'content-length': String(length),
        ...type,
      })
      const replied = readReply(message, false)
      message.end(text)
      await replied
    },
    openStream: (path, headers) => {
      const message = open('POST', path, headers)
      return { request: message, done: readReply(message, false).then(() => undefined) }
    },
    onLost: (listener) => socket.once('close', listener),
  }
}

function headerSafe(value: string): string {
  return value.replaceAll(/[^\x20-\x7e]/g, '?')
}

async function readReply(message: ClientRequest, end: boolean): Promise<NextInvocation> {
  return await new Promise((resolve, reject) => {
    message.on('error', reject)
    message.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }))
    })
    if (end) message.end()
  })
}
