import type { Writable } from 'node:stream'
import { ChildHost } from './childHost.ts'
import { runBatch, type WorkerEnvironment } from './runBatch.ts'
import { readS3Settings, S3Objects } from './s3Objects.ts'

/** What of Lambda's context the worker reads. */
interface LambdaContext {
  readonly awsRequestId: string
  getRemainingTimeInMillis(): number
}

type StreamingHandler = (event: unknown, responseStream: Writable, context: LambdaContext) => Promise<void>

/** Lambda's Node.js runtime sets this global: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
declare const awslambda: { streamifyResponse(handler: StreamingHandler): unknown }

const functionMb = Number(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? 128)
const host = new ChildHost(functionMb)
// The child takes as long to start as the first request takes to come.
host.prepare()

const environment: WorkerEnvironment = {
  host,
  objects: new S3Objects(readS3Settings(process.env)),
  functionMb,
  logStream: process.env['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
  writeLog: (text) => void process.stdout.write(text),
}

let isColdStart = true

/** The entry point on Lambda. A buffered invocation gets the same lines as its body. */
export const handler = awslambda.streamifyResponse(async (event, responseStream, context) => {
  const invocation = {
    requestId: context.awsRequestId,
    isColdStart,
    remainingMs: () => context.getRemainingTimeInMillis(),
  }
  isColdStart = false
  await runBatch(environment, invocation, event, responseStream)
})
