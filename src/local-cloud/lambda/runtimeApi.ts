import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { readBody } from '../front/readBody.ts'

/** What an environment's process tells over the Runtime API. */
export interface RuntimeApiListener {
  /** It is ready for an invocation, which is sent with `sendInvocation` on this response. */
  next(response: ServerResponse): void
  /** It answers the invocation with this id; the body is still coming in. */
  response(requestId: string, request: IncomingMessage, response: ServerResponse): void
  /** It reports an error of the invocation with this id, or of its own start where the id is null. */
  error(requestId: string | null, body: Buffer, type: string | undefined): void
}

const errorBodyLimitBytes = 6 * 1024 * 1024

/**
 * Serves Lambda's Runtime API on the pipe to one environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export function serveRuntimeApi(pipe: Duplex, listener: RuntimeApiListener): void {
  const server = createServer((request, response) => {
    const [, version, area, first, second, third] = (request.url ?? '').split('/')
    if (version !== '2018-06-01' || area !== 'runtime') {
      accept(response, 404)
    } else if (first === 'invocation' && second === 'next') {
      listener.next(response)
    } else if (first === 'invocation' && second !== undefined && third === 'response') {
      listener.response(second, request, response)
    } else if ((first === 'invocation' && third === 'error') || (first === 'init' && second === 'error')) {
      const type = request.headers['lambda-runtime-function-error-type']
      readBody(request, errorBodyLimitBytes).then(
        (body) => {
          listener.error(first === 'init' ? null : (second ?? ''), body, typeof type === 'string' ? type : undefined)
          accept(response, 202)
        },
        () => response.destroy(),
      )
    } else {
      accept(response, 404)
    }
  })
  // Between two invocations the pipe may be quiet for as long as the environment lives.
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  server.headersTimeout = 0
  server.emit('connection', pipe)
}

/** Confirms a report. */
export function accept(response: ServerResponse, status = 202): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': 16 })
  response.end(status === 202 ? '{"status":"OK"}\n' : '{"status":"NO"}\n')
}
