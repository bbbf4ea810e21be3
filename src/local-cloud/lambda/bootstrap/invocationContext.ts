import type { IncomingHttpHeaders } from 'node:http'

/** The `context` that a handler gets, with the fields of Lambda's Node.js runtime. */
export interface InvocationContext {
  readonly awsRequestId: string
  readonly invokedFunctionArn: string
  readonly functionName: string
  readonly functionVersion: string
  /** A decimal number, as text. */
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
  readonly clientContext?: unknown
  callbackWaitsForEmptyEventLoop: boolean
  getRemainingTimeInMillis(): number
}

/** Reads the context from the headers of an invocation and from the environment's variables. */
export function invocationContext(headers: IncomingHttpHeaders): InvocationContext {
  const header = (name: string): string => {
    const value = headers[name]
    return typeof value === 'string' ? value : ''
  }
  const deadlineMs = Number(header('lambda-runtime-deadline-ms'))
  const clientContext = header('lambda-runtime-client-context')
  return {
    awsRequestId: header('lambda-runtime-aws-request-id'),
    invokedFunctionArn: header('lambda-runtime-invoked-function-arn'),
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
    functionVersion: process.env['AWS_LAMBDA_FUNCTION_VERSION'] ?? '',
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    ...(clientContext === '' ? {} : { clientContext: parseJson(clientContext) }),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  }
}

const parseJson: (text: string) => unknown = JSON.parse
