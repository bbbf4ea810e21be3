import { format } from 'node:util'

/** The console as functions see it on Lambda: every line names its invocation. */
export interface RuntimeConsole {
  /** From now on lines belong to this invocation. */
  setRequestId(requestId: string): void
  /** Logs an error that ends an invocation or the environment. */
  logError(label: string, error: unknown): void
}

type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

/** Makes the global console write lines as AWS's runtime does, in its text or its JSON format. */
export function patchConsole(logFormat: 'text' | 'json'): RuntimeConsole {
  let requestId = ''
  const write = (level: Level, parameters: readonly unknown[]): void => {
    const timestamp = new Date().toISOString()
    const line =
      logFormat === 'json'
        ? JSON.stringify({ timestamp, level, requestId, message: jsonMessage(parameters) })
        : // One record is one line; AWS's runtime too keeps a record together with carriage returns.
          `${timestamp}\t${requestId}\t${level}\t${format(...parameters).replaceAll('\n', '\r')}`
    process.stdout.write(line + '\n')
  }
  const at =
    (level: Level) =>
    (...parameters: readonly unknown[]): void =>
      write(level, parameters)
  Object.assign(console, {
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    log: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
  })
  return {
    setRequestId: (id) => {
      requestId = id
    },
    logError: (label, error) => write('ERROR', [label, error]),
  }
}

function jsonMessage(parameters: readonly unknown[]): unknown {
  const [only, ...rest] = parameters
  if (rest.length > 0 || only instanceof Error) return format(...parameters)
  try {
    JSON.stringify(only)
    return only
  } catch {
    return format(only)
  }
}
