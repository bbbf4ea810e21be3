import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createEnvironmentLog, type EnvironmentLog, type LogSink } from './environmentLog.ts'
import { startEnvironmentProcess, type EnvironmentHost, type EnvironmentProcess } from './environmentProcess.ts'
import type { FunctionConfiguration } from './functionConfiguration.ts'
import { exited, outOfMemory, reportedError, timedOut, type FunctionError } from './functionError.ts'
import { GatedPipe } from './gatedPipe.ts'
import type { GroupMemory } from './groupMemory.ts'
import type { Invocation } from './invocation.ts'
import { createPlatformLog, type PlatformLog } from './platformLog.ts'
import type { ProcessGuard } from './processGuard.ts'
import { killProcessGroup } from './processGroup.ts'
import { accept, serveRuntimeApi } from './runtimeApi.ts'

/** What an environment needs of the rest of the instance. */
export interface EnvironmentOptions {
  readonly host: EnvironmentHost
  readonly configuration: FunctionConfiguration
  readonly codeFolder: string
  /** A folder of its own is made under it, and removed at the end. */
  readonly temporaryRoot: string
  readonly memory: GroupMemory
  readonly guard: ProcessGuard
  /** Opens the log stream of this name in the function's log group. */
  readonly openLog: (logStreamName: string) => LogSink
  /** It can take an invocation. */
  readonly onIdle: (environment: Environment) => void
  /** Its processes are gone. */
  readonly onGone: (environment: Environment) => void
}

const initLimitMs = 10_000
const killGraceMs = 2_000
const nextGraceMs = 200

interface RunningInvocation {
  readonly invocation: Invocation
  readonly onEnd: () => void
  startedAt: number
  isAnswering: boolean
  /** Set once the function has answered: ends the invocation. */
  end: (() => void) | null
}

/** One environment of a function: a group of processes that runs one invocation after the other. */
export class Environment {
  readonly configuration: FunctionConfiguration
  readonly id = randomUUID()
  readonly #options: EnvironmentOptions
  readonly #process: EnvironmentProcess
  readonly #pipe: GatedPipe
  readonly #temporaryFolder: string
  readonly #log: EnvironmentLog
  readonly #platformLog: PlatformLog
  readonly #createdAt = performance.now()
  readonly #initTimer: NodeJS.Timeout
  #initMs: number | null = null
  #waiting: ServerResponse | null = null
  #running: RunningInvocation | null = null
  #ending: 'timedOut' | 'outOfMemory' | 'unused' | null = null
  #gone = false
  #maxMemoryBytes = 0
  #limitTimer: NodeJS.Timeout | undefined
  #initReported = false

  constructor(options: EnvironmentOptions) {
    this.#options = options
    this.configuration = options.configuration
    const { Version, Runtime, LoggingConfig } = options.configuration
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/')
    const logStreamName = `${day}/[${Version}]${randomBytes(16).toString('hex')}`
    this.#temporaryFolder = join(options.temporaryRoot, this.id)
    this.#log = createEnvironmentLog(options.openLog(logStreamName))
    this.#platformLog = createPlatformLog(LoggingConfig.LogFormat, Version, Runtime)
    this.#log.write(this.#platformLog.initStart())
    this.#process = startEnvironmentProcess(options.host, options.configuration, {
      codeFolder: options.codeFolder,
      temporaryFolder: this.#temporaryFolder,
      logStreamName,
    })
    this.#pipe = new GatedPipe(this.#process.runtimeApiPipe)
    // As on AWS, a start that takes longer than its phase may goes on in the time of the first invocation.
    const limitMs = initLimitMs + options.configuration.Timeout * 1000
    this.#initTimer = setTimeout(() => this.#kill('timedOut'), limitMs)
    this.#watch()
  }

  /** The id of its process group; undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid
  }

  /** Runs an invocation, as soon as the environment is ready; one at a time. It has ended before it is idle or gone. */
  run(invocation: Invocation, onEnd: () => void): void {
    this.#running = { invocation, onEnd, startedAt: performance.now(), isAnswering: false, end: null }
    if (this.#gone) this.#finish(exited(invocation.requestId, null, 'SIGKILL'))
    else if (this.#waiting !== null) this.#dispatch(this.#waiting)
  }

  /** Ends the environment's processes. */
  end(): void {
    this.#kill('unused')
  }

  /** Takes note of what its processes have in memory, and ends them where that is more than they may. */
  checkMemory(bytes: number | null): void {
    if (bytes === null || this.#gone) return
    this.#maxMemoryBytes = Math.max(this.#maxMemoryBytes, bytes)
    if (bytes > this.configuration.MemorySize * 1024 * 1024) this.#kill('outOfMemory')
  }

  #watch(): void {
    const { child, pid, stdout, stderr } = this.#process
    const outputs = [this.#log.follow(stdout), this.#log.follow(stderr)]
    if (pid !== undefined) this.#options.guard.add(pid)
    serveRuntimeApi(this.#pipe, {
      next: (response) => this.#ready(response),
      response: (requestId, request, response) => this.#answer(requestId, request, response),
      error: (requestId, body, type) => this.#reported(requestId, body, type),
    })
    let how: { code: number | null; signal: string | null } = { code: null, signal: 'SIGKILL' }
    child.on('error', () => this.#vanish(how.code, how.signal))
    child.on('exit', (code, signal) => {
      how = { code, signal }
      // Nothing that it started may go on, nor keep its pipes open.
      if (pid !== undefined) killProcessGroup(pid)
      this.#pipe.letGo()
      // A process that has left the group could still hold a pipe.
      setTimeout(() => this.#vanish(code, signal), killGraceMs).unref()
    })
    // Only now has everything been read that it wrote before its end.
    child.on('close', () => {
      for (const output of outputs) output.flush()
      this.#vanish(how.code, how.signal)
    })
  }

  #ready(response: ServerResponse): void {
    if (this.#initMs === null) {
      this.#initMs = performance.now() - this.#createdAt
      clearTimeout(this.#initTimer)
      if (this.#running !== null) {
        this.#dispatch(response)
        return
      }
    }
    clearTimeout(this.#limitTimer)
    this.#waiting = response
    // What it wrote before may be waiting to be read, and belongs to the log of the invocation that ends here.
    setImmediate(() => {
      this.#running?.end?.()
      if (!this.#gone && this.#ending === null) this.#options.onIdle(this)
    })
  }

  #dispatch(response: ServerResponse): void {
    const running = this.#running
    if (running === null) return
    this.#waiting = null
    const { invocation } = running
    const timeoutMs = this.configuration.Timeout * 1000
    running.startedAt = performance.now()
    this.#limitTimer = setTimeout(() => this.#kill('timedOut'), timeoutMs)
    this.#log.startTail(invocation.wantsLogTail)
    this.#log.write(this.#platformLog.start(invocation.requestId))
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': invocation.payload.length,
      'lambda-runtime-aws-request-id': invocation.requestId,
      'lambda-runtime-deadline-ms': Date.now() + timeoutMs,
      'lambda-runtime-invoked-function-arn': invocation.invokedArn,
      ...(invocation.clientContext === null ? {} : { 'lambda-runtime-client-context': invocation.clientContext }),
    })
    response.end(invocation.payload)
  }

  #answer(requestId: string, request: IncomingMessage, response: ServerResponse): void {
    const running = this.#running
    if (running === null || running.invocation.requestId !== requestId || running.isAnswering) {
      request.resume().on('end', () => accept(response, 400))
      return
    }
    running.isAnswering = true
    const { reply } = running.invocation
    reply.begin(request.headers['content-type'] ?? 'application/octet-stream')
    const pipe = this.#pipe
    request.on('data', (chunk: Buffer) => {
      if (reply.write(chunk) || pipe.isShut) return
      pipe.shut()
      reply.onDrain(() => pipe.open())
    })
    // The sender died: the process's end tells how.
    request.on('error', () => {})
    request.on('end', () => {
      const type = request.trailers['lambda-runtime-function-error-type']
      const body = request.trailers['lambda-runtime-function-error-body']
      const failed = type !== undefined || body !== undefined
      accept(response)
      this.#finishSoon(failed ? reportedError(Buffer.from(body ?? '', 'base64'), type) : null, requestId)
    })
  }

  #reported(requestId: string | null, body: Buffer, type: string | undefined): void {
    const running = this.#running
    if (running === null) return
    if (requestId === null) this.#finish(reportedError(body, type))
    else this.#finishSoon(reportedError(body, type), requestId)
  }

  /**
   * Ends the invocation once the environment asks for the next: whoever hears of the end finds it warm. One that does
   * not ask soon is not waited for.
   */
  #finishSoon(error: FunctionError | null, requestId: string): void {
    const running = this.#running
    if (running === null || running.invocation.requestId !== requestId || running.end !== null) return
    const timer = setTimeout(() => running.end?.(), nextGraceMs)
    running.end = () => {
      clearTimeout(timer)
      if (this.#running === running) this.#finish(error)
    }
  }

  #finish(error: FunctionError | null): void {
    const running = this.#running
    if (running === null) return
    this.#running = null
    const { invocation } = running
    const ended = this.#ending === 'timedOut' ? 'timeout' : this.#gone ? 'failure' : 'error'
    if (!this.#gone && this.pid !== undefined) this.checkMemory(this.#options.memory.read(this.pid))
    const lines = this.#platformLog.end({
      requestId: invocation.requestId,
      durationMs: this.#initMs === null ? 0 : performance.now() - running.startedAt,
      memorySizeMb: this.configuration.MemorySize,
      maxMemoryUsedMb: Math.ceil(this.#maxMemoryBytes / (1024 * 1024)),
      initMs: this.#takeInitMs(),
      status: error === null ? 'success' : ended,
      errorType: error?.errorType ?? null,
    })
    for (const line of lines) this.#log.write(line)
    invocation.reply.end({ error, logTail: invocation.wantsLogTail ? this.#log.tail() : Buffer.alloc(0) })
    running.onEnd()
  }

  #takeInitMs(): number | null {
    if (this.#initReported) return null
    this.#initReported = true
    return this.#initMs ?? performance.now() - this.#createdAt
  }

  #kill(reason: 'timedOut' | 'outOfMemory' | 'unused'): void {
    if (this.#gone || this.#ending !== null) return
    this.#ending = reason
    if (this.pid === undefined) this.#vanish(null, 'SIGKILL')
    else killProcessGroup(this.pid)
  }

  #vanish(code: number | null, signal: string | null): void {
    if (this.#gone) return
    this.#gone = true
    clearTimeout(this.#initTimer)
    if (this.pid !== undefined) this.#options.guard.remove(this.pid)
    clearTimeout(this.#limitTimer)
    this.#running?.end?.()
    const requestId = this.#running?.invocation.requestId
    if (requestId !== undefined) this.#finish(this.#reasonOfEnd(requestId, code, signal))
    this.#options.onGone(this)
    rm(this.#temporaryFolder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }

  #reasonOfEnd(requestId: string, code: number | null, signal: string | null): FunctionError {
    switch (this.#ending) {
      case 'timedOut':
        this.#log.write(
          `${new Date().toISOString()} ${requestId} Task timed out after ${this.configuration.Timeout.toFixed(2)} seconds`,
        )
        return timedOut(requestId, this.configuration.Timeout)
      case 'outOfMemory':
        return this.#logged(outOfMemory(requestId))
      case 'unused':
      case null:
        return this.#logged(exited(requestId, code, signal))
    }
  }

  #logged(error: FunctionError): FunctionError {
    this.#log.write(error.message)
    return error
  }
}
