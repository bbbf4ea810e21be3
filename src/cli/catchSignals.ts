/** What a command does when it is told to stop. */
export interface SignalHandlers {
  /** The first Ctrl-C. */
  onInterrupt(): void
  /** A second Ctrl-C: the user will not wait. */
  onImpatience(): void
  /** The terminal closed, or a plain `kill`. */
  onTerminate(signal: 'SIGTERM' | 'SIGHUP'): void
}

/**
 * The terminal signals the whole foreground group and npm passes the same signal on again, so that under `npx` one
 * key press arrives twice. Nobody presses it twice within this time.
 */
const samePressMs = 150

/** Listens for signals until it is disposed of. */
export function catchSignals(handlers: SignalHandlers): Disposable {
  let lastAt: number | null = null
  const interrupt = (): void => {
    const now = performance.now()
    const isRelay = lastAt !== null && now - lastAt < samePressMs
    const isFirst = lastAt === null
    lastAt = now
    if (isRelay) return
    if (isFirst) handlers.onInterrupt()
    else handlers.onImpatience()
  }
  const terminate = (): void => handlers.onTerminate('SIGTERM')
  const hangUp = (): void => handlers.onTerminate('SIGHUP')
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', terminate)
  process.on('SIGHUP', hangUp)
  return {
    [Symbol.dispose]: () => {
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', terminate)
      process.off('SIGHUP', hangUp)
    },
  }
}
