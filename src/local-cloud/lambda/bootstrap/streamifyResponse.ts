import type { ResponseStream } from './responseStream.ts'

// The mark that AWS's own runtime puts on a handler, so that code which sets it by hand works too.
const streamingMark = Symbol.for('aws.lambda.runtime.handler.streaming')
const httpPreludeType = 'application/vnd.awslambda.http-integration-response'

/** Puts the global `awslambda` in place that streaming functions find on Lambda. */
export function installAwslambda(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: object): object => Object.assign(handler, { [streamingMark]: 'response' }),
      HttpResponseStream: {
        from: (stream: ResponseStream, prelude: unknown): ResponseStream => {
          stream.setContentType(httpPreludeType)
          stream.writeFirst(Buffer.concat([Buffer.from(JSON.stringify(prelude)), Buffer.alloc(8)]))
          return stream
        },
      },
    },
  })
}

/** Whether a handler went through `awslambda.streamifyResponse`. */
export function isStreamified(handler: object): boolean {
  return Reflect.get(handler, streamingMark) === 'response'
}
