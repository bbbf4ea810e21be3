import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { JobSnapshot } from '../job/jobTypes.ts'
import { type RunnerMessage, runnerAddressSchema, type ViewerMessage, viewerMessageSchema } from './controlMessages.ts'
import { messageLines } from './messageLines.ts'

const longestMessageBytes = 64 * 1024

/** The runner's end of the local socket over which viewers follow and steer a job. */
export class ControlSocket implements AsyncDisposable {
  readonly #server: Server
  readonly #addressFile: string
  readonly #socketPath: string
  readonly #subscribers = new Set<Socket>()
  readonly #connections = new Set<Socket>()
  #last: string | null = null

  private constructor(
    server: Server,
    addressFile: string,
    socketPath: string,
    onMessage: (message: ViewerMessage) => void,
  ) {
    this.#server = server
    this.#addressFile = addressFile
    this.#socketPath = socketPath
    server.on('connection', (socket) => this.#accept(socket, onMessage))
  }

  /** Listens and writes the address file (mode 0600), by which viewers find it. */
  static async open(addressFile: string, onMessage: (message: ViewerMessage) => void): Promise<ControlSocket> {
    removeLeftover(addressFile)
    const socketPath = newSocketPath()
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(socketPath, resolve)
    })
    writeFileSync(addressFile, JSON.stringify({ pid: process.pid, socketPath }), { mode: 0o600 })
    return new ControlSocket(server, addressFile, socketPath, onMessage)
  }

  publish(snapshot: JobSnapshot): void {
    const message: RunnerMessage = { kind: 'snapshot', snapshot }
    this.#last = `${JSON.stringify(message)}\n`
    // A viewer that does not read gets the newest state later and not all of them at once.
    for (const socket of this.#subscribers) if (!socket.writableNeedDrain) socket.write(this.#last)
  }

  /** Sends what was published last to everyone and closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#addressFile, { force: true })
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    for (const socket of this.#connections) {
      socket.end(this.#subscribers.has(socket) ? (this.#last ?? '') : '')
      // A viewer that never closes its end must not keep the runner alive.
      socket.setTimeout(2_000, () => socket.destroy())
    }
    await closed
    removeSocketFolder(this.#socketPath)
  }

  #accept(socket: Socket, onMessage: (message: ViewerMessage) => void): void {
    this.#connections.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.#connections.delete(socket)
      this.#subscribers.delete(socket)
    })
    void this.#listen(socket, onMessage).catch(() => socket.destroy())
  }

  async #listen(socket: Socket, onMessage: (message: ViewerMessage) => void): Promise<void> {
    for await (const line of messageLines(socket, longestMessageBytes)) {
      const message = viewerMessageSchema.parse(JSON.parse(line))
      if (message.kind !== 'subscribe') onMessage(message)
      else {
        this.#subscribers.add(socket)
        if (this.#last !== null) socket.write(this.#last)
      }
    }
  }
}

/** The socket of a runner that was killed; the caller holds the job's lock, so nobody listens there any more. */
function removeLeftover(addressFile: string): void {
  if (!existsSync(addressFile)) return
  const address = runnerAddressSchema.safeParse(tryParse(readFileSync(addressFile, 'utf8')))
  if (address.success) removeSocketFolder(address.data.socketPath)
}

function removeSocketFolder(socketPath: string): void {
  const folder = dirname(socketPath)
  if (dirname(folder) === tmpdir() && basename(folder).startsWith(folderPrefix)) {
    rmSync(folder, { recursive: true, force: true })
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const folderPrefix = 'wren-runner-'

/**
 * A path short enough for a Unix socket (104 bytes on macOS), which one in WREN_HOME might not be. Its folder is made
 * for this one runner (mode 0700): whoever shares the machine can neither reach the socket nor put one in its place.
 */
function newSocketPath(): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\wren-${randomBytes(16).toString('hex')}`
  return join(mkdtempSync(join(tmpdir(), folderPrefix)), 'control')
}
