// What runs first in an environment: it loads the handler and serves it to the Runtime API until told to end.
import { startRuntimeConnection } from './bootstrap/runtimeConnection.ts'
import { loadHandler } from './bootstrap/loadHandler.ts'
import { patchConsole } from './bootstrap/patchConsole.ts'
import { serveInvocations } from './bootstrap/serveInvocations.ts'
import { toRuntimeError } from './bootstrap/runtimeError.ts'

const console = patchConsole(process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON' ? 'json' : 'text')
const connection = startRuntimeConnection()
// Whatever still runs in this environment is of no use once nobody can be answered.
connection.onLost(() => process.exit(1))

let reportFatal = async (error: unknown): Promise<void> => {
  await connection.post('/2018-06-01/runtime/init/error', toRuntimeError(error))
}
process.on('uncaughtException', (error) => {
  console.logError('Uncaught Exception', error)
  dieOf(error, 129)
})
process.on('unhandledRejection', (reason) => {
  const error = Object.assign(new Error(String(reason), { cause: reason }), {
    name: 'Runtime.UnhandledPromiseRejection',
  })
  if (reason instanceof Error && reason.stack !== undefined) error.stack = reason.stack
  console.logError('Unhandled Promise Rejection', error)
  dieOf(error, 128)
})

try {
  const handler = await loadHandler(process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(), process.env['_HANDLER'] ?? '')
  serveInvocations(connection, handler, console, (report) => {
    reportFatal = report
  })
} catch (error) {
  console.logError('Uncaught Exception', error)
  await reportFatal(error)
  process.exit(129)
}

// The exit codes are those of AWS's own runtime.
function dieOf(reason: unknown, exitCode: number): void {
  const exit = (): void => process.exit(exitCode)
  reportFatal(reason).then(exit).catch(exit)
}
