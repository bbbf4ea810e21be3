import type { Handler } from './loadHandler.ts'
import type { RuntimeConsole } from './patchConsole.ts'
import { invocationContext, type InvocationContext } from './invocationContext.ts'
import { ResponseStream } from './responseStream.ts'
import type { RuntimeConnection } from './runtimeConnection.ts'
import { runtimeFailure, toRuntimeError } from './runtimeError.ts'

type ReportFatal = (error: unknown) => Promise<void>

/** Takes one invocation after the other; `setReportFatal` learns where an uncaught error of the current one goes. */
export function serveInvocations(
  connection: RuntimeConnection,
  handler: Handler,
  console: RuntimeConsole,
  setReportFatal: (report: ReportFatal) => void,
): void {
  // What to do when the event loop is empty: an unsettled handler never will settle then.
  let onEmptyLoop: (() => void) | null = null
  process.on('beforeExit', () => onEmptyLoop?.())

  const serveOne = async (): Promise<void> => {
    const { headers, body } = await connection.next()
    const context = invocationContext(headers)
    const path = `/2018-06-01/runtime/invocation/${context.awsRequestId}`
    console.setRequestId(context.awsRequestId)
    const stream = handler.streaming ? new ResponseStream(connection, `${path}/response`) : null
    const fail = async (error: unknown): Promise<void> => {
      onEmptyLoop = null
      if (stream === null || !stream.hasStarted) await connection.post(`${path}/error`, toRuntimeError(error))
      else if (!stream.writableFinished) await stream.fail(toRuntimeError(error))
    }
    setReportFatal(fail)
    const stuck = new Promise<never>((_resolve, reject) => {
      onEmptyLoop = () => reject(runtimeFailure('NodeJsExit', 'The handler never settled and nothing was left to run.'))
    })
    try {
      const event: unknown = JSON.parse(body.toString('utf8'))
      const result = await Promise.race([runHandler(handler, event, stream, context), stuck])
      onEmptyLoop = null
      if (stream === null) await connection.post(`${path}/response`, JSON.stringify(result ?? null))
      else if (waitsForEmptyLoop(context)) await new Promise<void>((resolve) => (onEmptyLoop = resolve))
      onEmptyLoop = null
    } catch (error) {
      console.logError('Invoke Error', error)
      await fail(error)
    }
  }

  const serve = async (): Promise<never> => {
    for (;;) await serveOne()
  }
  serve().catch((error: unknown) => {
    console.logError('Runtime Error', error)
    process.exit(1)
  })
}

async function runHandler(
  handler: Handler,
  event: unknown,
  stream: ResponseStream | null,
  context: InvocationContext,
): Promise<unknown> {
  if (stream === null) return await handler.call(event, context)
  const failed = new Promise<never>((_resolve, reject) => {
    stream.once('error', reject)
  })
  failed.catch(() => {})
  const returned = handler.call(event, stream, context)
  if (!(returned instanceof Promise)) throw new Error('Streaming does not support non-async handlers.')
  await Promise.race([returned, failed])
  if (!stream.writableEnded) throw new Error('Response stream is not finished.')
  if (!stream.writableFinished) {
    await Promise.race([new Promise<void>((resolve) => stream.once('finish', () => resolve())), failed])
  }
  return undefined
}

// Before nodejs24.x AWS's runtime asks for the next invocation only when a streaming handler has left nothing running.
function waitsForEmptyLoop(context: InvocationContext): boolean {
  return context.callbackWaitsForEmptyEventLoop && process.env['AWS_EXECUTION_ENV'] !== 'AWS_Lambda_nodejs24.x'
}
