import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import type { JobFolder } from '../job/jobFolder.ts'
import type { JobSnapshot } from '../job/jobTypes.ts'
import { type RunnerMessage, runnerAddressSchema, type ViewerMessage } from '../runner/controlMessages.ts'
import { messageLines } from '../runner/messageLines.ts'

/** A snapshot holds notes and counts, nothing that grows with the job. */
const longestMessageBytes = 16_000_000

/** A viewer's end of the socket to a living runner. */
export class RunnerConnection implements Disposable {
  readonly #socket: Socket

  private constructor(socket: Socket) {
    this.#socket = socket
    // A runner that is killed resets the connection; the reader sees it end.
    socket.on('error', () => socket.destroy())
  }

  /** Null where no runner listens. */
  static async open(folder: JobFolder): Promise<RunnerConnection | null> {
    const socketPath = readSocketPath(folder)
    if (socketPath === null) return null
    const socket = connect(socketPath)
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    return isOpen ? new RunnerConnection(socket) : null
  }

  /** Resolves to whether the message is on its way; not where the runner is gone. */
  send(message: ViewerMessage): Promise<boolean> {
    return new Promise((resolve) =>
      this.#socket.write(`${JSON.stringify(message)}\n`, (error) => resolve(error === undefined || error === null)),
    )
  }

  /** The job's state at once and whenever it changes, until the runner is done or gone. */
  async *snapshots(signal?: AbortSignal): AsyncGenerator<JobSnapshot> {
    const stop = (): void => void this.#socket.destroy()
    signal?.addEventListener('abort', stop, { once: true })
    if (signal?.aborted === true) stop()
    try {
      await this.send({ kind: 'subscribe' })
      for await (const line of messageLines(wholeChunks(this.#socket), longestMessageBytes)) {
        const { snapshot }: RunnerMessage = JSON.parse(line)
        yield snapshot
      }
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }
}

/** A socket's chunks until it ends. A runner that is killed may reset the connection: that is an end like any other. */
async function* wholeChunks(socket: Socket): AsyncGenerator<Buffer> {
  try {
    yield* socket
  } catch {
    // Whether the job has ended or its runner is gone, its files tell.
  }
}

function readSocketPath(folder: JobFolder): string | null {
  try {
    const address = runnerAddressSchema.safeParse(JSON.parse(readFileSync(folder.runnerAddress, 'utf8')))
    return address.success ? address.data.socketPath : null
  } catch {
    return null
  }
}
