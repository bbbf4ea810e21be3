import { parseRecord, textField } from '../fields.ts'

/** Why a function did not return: its type, its message, and the JSON that AWS answers with in place of a result. */
export interface FunctionError {
  readonly errorType: string
  readonly message: string
  readonly body: Buffer
}

/** The error that a function reported itself; `type` where its JSON does not say. */
export function reportedError(body: Buffer, type: string | undefined): FunctionError {
  const report = parseRecord(body.toString('utf8')) ?? {}
  return {
    errorType: textField(report, 'errorType') ?? type ?? 'Unknown',
    message: textField(report, 'errorMessage') ?? '',
    body,
  }
}

/** The time limit has passed. */
export function timedOut(requestId: string, timeoutS: number): FunctionError {
  return platformError('Sandbox.Timedout', requestId, `Task timed out after ${timeoutS.toFixed(2)} seconds`)
}

/** The environment's process has ended. */
export function exited(requestId: string, code: number | null, signal: string | null): FunctionError {
  if (code === 0) return platformError('Runtime.ExitError', requestId, 'Runtime exited without providing a reason')
  const how = signal === null ? `exit status ${code}` : `signal: ${signalNames.get(signal) ?? signal}`
  return platformError('Runtime.ExitError', requestId, `Runtime exited with error: ${how}`)
}

/** The environment has used more memory than its function may. */
export function outOfMemory(requestId: string): FunctionError {
  return platformError('Runtime.OutOfMemory', requestId, 'Runtime exited with error: signal: killed')
}

/** The answer is larger than AWS lets through. */
export function responseTooLarge(limitBytes: number): FunctionError {
  return withMessage(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${limitBytes} bytes).`,
  )
}

// Signals as Go spells them, in which AWS's own runtime interface is written.
const signalNames = new Map([
  ['SIGKILL', 'killed'],
  ['SIGTERM', 'terminated'],
  ['SIGSEGV', 'segmentation fault'],
  ['SIGABRT', 'aborted'],
  ['SIGBUS', 'bus error'],
  ['SIGINT', 'interrupt'],
])

function platformError(errorType: string, requestId: string, reason: string): FunctionError {
  return withMessage(errorType, `RequestId: ${requestId} Error: ${reason}`)
}

function withMessage(errorType: string, message: string): FunctionError {
  return { errorType, message, body: Buffer.from(JSON.stringify({ errorType, errorMessage: message })) }
}
