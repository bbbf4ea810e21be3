import { Socket } from 'node:net'
import { setInterval } from 'node:timers'
import { toRemoteError } from '#protocol/toRemoteError'
import { commandFd, eventFd, type LoadCommand } from '../childMessages.ts'
import { OutputCapture } from './captureOutput.ts'
import { readCommands } from './commands.ts'
import { EventPipe } from './eventPipe.ts'
import { ProcessGuard } from './guardProcess.ts'
import { ItemRunner } from './itemRunner.ts'
import { applyEnvironment, loadFunction } from './loadFunction.ts'

const realExit = process.exit.bind(process)
const realKill = process.kill.bind(process)

const pipe = new EventPipe(eventFd)
const output = new OutputCapture(pipe)
let runner: ItemRunner | undefined
let isLoading = false

const guard = new ProcessGuard(pipe, output, {
  get running() {
    return runner?.runningItems ?? new Set()
  },
  get isLoading() {
    return isLoading
  },
  fail: (run, thrown) => runner?.fail(run, thrown),
  failLoading: (thrown) => {
    pipe.note({ note: 'loadFailed', reason: 'loadFailed', error: toRemoteError(thrown) })
    realExit(1)
  },
})
guard.install()
output.install()

const handler = new Socket({ fd: commandFd, readable: true, writable: false })
readCommands(
  handler,
  (command) => {
    switch (command.kind) {
      case 'load':
        return void load(command)
      case 'begin':
        return runner?.begin(command)
      case 'items':
        return runner?.accept(command.items)
      case 'stop':
        return runner?.stop()
      case 'abort':
        return runner?.abort(command.why)
    }
  },
  leaveWithHandler,
)

// Where there is no /proc the handler cannot see how much memory this process holds.
if (process.platform !== 'linux') {
  setInterval(() => pipe.note({ note: 'memory', rss: process.memoryUsage.rss() }), 100).unref()
}

async function load({ bundlePath, exportName, environment }: LoadCommand): Promise<void> {
  isLoading = true
  try {
    applyEnvironment(environment)
    const loaded = await loadFunction(bundlePath, exportName)
    if (loaded.kind === 'missing') {
      const message = `The module has no function called "${exportName}".`
      const error = { name: 'MissingExport', message, kind: 'input' } as const
      pipe.note({ note: 'loadFailed', reason: 'missingExport', error, exports: loaded.exports })
      return
    }
    runner = new ItemRunner(pipe, output, loaded.call, guard.goHome)
    pipe.note({ note: 'loaded' })
  } catch (thrown) {
    pipe.note({ note: 'loadFailed', reason: 'loadFailed', error: toRemoteError(thrown) })
  } finally {
    isLoading = false
  }
}

/** The handler is gone, and nobody would end this process nor what it started. */
function leaveWithHandler(): void {
  try {
    if (process.platform !== 'win32') realKill(-process.pid, 'SIGKILL')
  } finally {
    realExit(1)
  }
}
