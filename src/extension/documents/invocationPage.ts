import type { InvocationLogEntry } from '#runtime-client'
import { Coalescer } from '../coalescer.ts'
import { DisposableStore } from '../disposableStore.ts'
import { Emitter } from '../emitter.ts'
import { errorView } from '../errorView.ts'
import type { ClientSource } from '../runtimeClient.ts'
import type { DocumentPage } from './documentPage.ts'
import type { RenderedDocument } from './renderedDocument.ts'
import { type InvocationView, mostEntries, renderInvocation } from './renderInvocation.ts'

/** How often a growing log is drawn. */
const drawEveryMs = 300

/** The document of an invocation's log: fetched when it is first drawn, followed until the invocation or it ends. */
export class InvocationPage implements DocumentPage {
  readonly #clients: ClientSource
  readonly #jobId: string
  readonly #invocationId: number
  readonly #shownPath: (path: string) => string
  readonly #owned = new DisposableStore()
  readonly #changes = this.#owned.add(new Emitter<void>())
  readonly #drawing = this.#owned.add(new Coalescer(drawEveryMs, () => this.#changes.fire()))
  readonly #abort = new AbortController()
  readonly #entries: InvocationLogEntry[] = []
  #isFollowing = false
  #state: InvocationView['state'] = 'reading'
  readonly onDidChange = this.#changes.event

  constructor(
    clients: ClientSource,
    { jobId, invocationId }: { readonly jobId: string; readonly invocationId: number },
    shownPath: (path: string) => string,
  ) {
    this.#clients = clients
    this.#jobId = jobId
    this.#invocationId = invocationId
    this.#shownPath = shownPath
  }

  async render(): Promise<RenderedDocument> {
    const client = await this.#clients.open()
    const request = client.readRequest(this.#jobId)
    using reader = client.openJob(this.#jobId)
    const invocation = reader.invocation(this.#invocationId)
    if (invocation === null) throw new Error(`There is no invocation ${this.#invocationId}.`)
    if (!this.#isFollowing) void this.#follow()
    const { logStream } = invocation
    return renderInvocation({
      jobId: this.#jobId,
      request,
      invocation,
      entries: this.#entries,
      state: this.#state,
      consoleUrl: logStream === null ? null : await client.logConsoleUrl(this.#jobId, logStream).catch(() => null),
      shownPath: this.#shownPath,
    })
  }

  dispose(): void {
    this.#abort.abort()
    this.#owned.dispose()
  }

  /** What goes wrong stands in the document itself. */
  async #follow(): Promise<void> {
    this.#isFollowing = true
    const { signal } = this.#abort
    try {
      const client = await this.#clients.open()
      for await (const entries of client.invocationLog(this.#jobId, this.#invocationId, signal)) {
        this.#entries.push(...entries)
        this.#drawing.request()
        if (this.#entries.length > mostEntries) break
      }
      this.#state = 'ended'
    } catch (error) {
      this.#state = { failed: errorView(error).message }
    }
    if (!signal.aborted) this.#drawing.request()
  }
}
