/** An error as the Runtime API takes it; `errorType` also travels as a header. */
export interface RuntimeError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace: readonly string[]
}

/** Turns whatever was thrown into the shape that AWS's own runtime reports. */
export function toRuntimeError(error: unknown): RuntimeError {
  try {
    if (error instanceof Error) {
      return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] }
  } catch {
    return { errorType: 'handled', errorMessage: 'An error was thrown that cannot be described.', trace: [] }
  }
}

/** An error of the runtime itself, such as a handler that cannot be found: its type is `Runtime.<kind>`. */
export function runtimeFailure(kind: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { name: `Runtime.${kind}` })
}
