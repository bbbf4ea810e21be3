import type { FunctionError } from '../ports.ts'

/**
 * Reads Lambda's word on a failed invocation: `code` is the X-Amz-Function-Error header or InvokeComplete's ErrorCode,
 * `details` the error object `{errorType, errorMessage}` as JSON text, from the body or from InvokeComplete's
 * ErrorDetails. Text that is no such object is taken for the message.
 */
export function readFunctionError(code: string, details: string): FunctionError {
  const parsed = parseObject(details)
  const type: unknown = parsed && Reflect.get(parsed, 'errorType')
  const message: unknown = parsed && Reflect.get(parsed, 'errorMessage')
  return {
    type: typeof type === 'string' && type !== '' ? type : code,
    message: typeof message === 'string' ? message : details,
  }
}

function parseObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
