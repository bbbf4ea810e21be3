import { AwsError } from '../front/awsError.ts'
import { codeFolder } from './codePackage.ts'
import { Environment } from './environment.ts'
import type { EnvironmentHost } from './environmentProcess.ts'
import type { LogSink } from './environmentLog.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'
import type { GroupMemory } from './groupMemory.ts'
import type { Invocation } from './invocation.ts'
import type { ProcessGuard } from './processGuard.ts'

/** Settings of the environments of an instance. */
export interface EnvironmentsOptions {
  readonly host: EnvironmentHost
  readonly codeRoot: string
  readonly temporaryRoot: string
  readonly memory: GroupMemory
  readonly guard: ProcessGuard
  readonly openLog: (logGroupName: string, logStreamName: string) => LogSink
  /** Called when an invocation begins; the returned function, when it has ended. */
  readonly onRunning: () => () => void
  /** How many invocations may run at a time, as for an AWS account. */
  readonly concurrency: number
  /** An environment that was not used for so long is ended. */
  readonly idleMs: number
}

/** The environments of all functions: hands each invocation to a warm one, else to a new one. */
export interface Environments {
  /** Throws `TooManyRequestsException` past the account's concurrency or the function's own (null: none). */
  invoke(configuration: FunctionConfiguration, reservedConcurrency: number | null, invocation: Invocation): void
  /** Ends what is idle of a function's environments but those of these revisions; busy ones end after their invocation. */
  retire(functionName: string, revisionsToKeep: readonly string[]): void
  counts(): { readonly environments: number; readonly running: number }
  /** Ends all environments; resolves when their processes are gone. */
  dispose(): Promise<void>
}

const memoryCheckMs = 200

/** Makes the pool, empty. */
export function createEnvironments(options: EnvironmentsOptions): Environments {
  const all = new Set<Environment>()
  // Most recently used last.
  const idle: { environment: Environment; since: number }[] = []
  const running = new Map<string, number>()
  const retired = new Set<Environment>()
  let runningTotal = 0
  let onAllGone: (() => void) | null = null

  const count = (functionName: string, change: 1 | -1): void => {
    runningTotal += change
    running.set(functionName, (running.get(functionName) ?? 0) + change)
  }
  const removeIdle = (environment: Environment): void => {
    const index = idle.findIndex((entry) => entry.environment === environment)
    if (index >= 0) idle.splice(index, 1)
  }
  const takeIdle = (revisionId: string): Environment | undefined => {
    const index = idle.findLastIndex(({ environment }) => environment.configuration.RevisionId === revisionId)
    return index < 0 ? undefined : idle.splice(index, 1)[0]?.environment
  }
  const start = (configuration: FunctionConfiguration): Environment => {
    const environment = new Environment({
      host: options.host,
      configuration,
      codeFolder: codeFolder(options.codeRoot, configuration.CodeSha256),
      temporaryRoot: options.temporaryRoot,
      memory: options.memory,
      guard: options.guard,
      openLog: (stream) => options.openLog(configuration.LoggingConfig.LogGroup, stream),
      onIdle: (ready) => {
        if (retired.has(ready)) ready.end()
        else idle.push({ environment: ready, since: performance.now() })
      },
      onGone: (gone) => {
        all.delete(gone)
        retired.delete(gone)
        removeIdle(gone)
        if (all.size === 0) onAllGone?.()
      },
    })
    all.add(environment)
    return environment
  }

  const checkMemory = async (): Promise<void> => {
    const readings = await options.memory.readAll()
    for (const environment of all) {
      if (environment.pid === undefined) continue
      environment.checkMemory(readings.get(environment.pid) ?? options.memory.read(environment.pid))
    }
  }
  let checking = false
  const memoryTimer = setInterval(() => {
    if (runningTotal === 0 || checking) return
    checking = true
    void checkMemory().finally(() => {
      checking = false
    })
  }, memoryCheckMs).unref()
  const idleTimer = setInterval(
    () => {
      const before = performance.now() - options.idleMs
      for (const { environment, since } of idle.slice()) {
        if (since > before) continue
        removeIdle(environment)
        environment.end()
      }
    },
    Math.max(100, options.idleMs / 10),
  ).unref()

  return {
    invoke: (configuration, reservedConcurrency, invocation) => {
      const name = configuration.FunctionName
      if (reservedConcurrency !== null && (running.get(name) ?? 0) >= reservedConcurrency) {
        throw tooMany('ReservedFunctionConcurrentInvocationLimitExceeded')
      }
      if (runningTotal >= options.concurrency) throw tooMany('ConcurrentInvocationLimitExceeded')
      const environment = takeIdle(configuration.RevisionId) ?? start(configuration)
      const endActivity = options.onRunning()
      count(name, 1)
      environment.run(invocation, () => {
        count(name, -1)
        endActivity()
      })
    },
    retire: (functionName, revisionsToKeep) => {
      for (const environment of all) {
        const { FunctionName, RevisionId } = environment.configuration
        if (FunctionName === functionName && !revisionsToKeep.includes(RevisionId)) retired.add(environment)
      }
      for (const { environment } of idle.slice()) {
        if (!retired.has(environment)) continue
        removeIdle(environment)
        environment.end()
      }
    },
    counts: () => ({ environments: all.size, running: runningTotal }),
    dispose: async () => {
      clearInterval(memoryTimer)
      clearInterval(idleTimer)
      for (const environment of all) environment.end()
      if (all.size > 0) await new Promise<void>((resolve) => (onAllGone = resolve))
    },
  }
}

function tooMany(reason: string): AwsError {
  return new AwsError(429, 'TooManyRequestsException', 'Rate Exceeded.', { Reason: reason, Type: 'User' })
}
