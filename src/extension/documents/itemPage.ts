import { Coalescer } from '../coalescer.ts'
import { DisposableStore } from '../disposableStore.ts'
import { Emitter } from '../emitter.ts'
import { isLiving } from '../jobs/job.ts'
import type { JobsModel } from '../jobs/jobsModel.ts'
import type { ClientSource } from '../runtimeClient.ts'
import type { DocumentPage } from './documentPage.ts'
import type { RenderedDocument } from './renderedDocument.ts'
import { renderItem } from './renderItem.ts'

/** How often an item is read while its job runs. */
const readEveryMs = 500

/** The document of an item; follows its job. */
export class ItemPage implements DocumentPage {
  readonly #clients: ClientSource
  readonly #jobs: JobsModel
  readonly #jobId: string
  readonly #index: number
  readonly #shownPath: (path: string) => string
  readonly #owned = new DisposableStore()
  readonly #changes = this.#owned.add(new Emitter<void>())
  readonly onDidChange = this.#changes.event

  constructor(
    clients: ClientSource,
    jobs: JobsModel,
    item: { readonly jobId: string; readonly index: number },
    shownPath: (path: string) => string,
  ) {
    this.#clients = clients
    this.#jobs = jobs
    this.#jobId = item.jobId
    this.#index = item.index
    this.#shownPath = shownPath
    const reading = this.#owned.add(new Coalescer(readEveryMs, () => this.#changes.fire()))
    this.#owned.add(
      jobs.onDidChangeJob(({ jobId }) => {
        if (jobId === this.#jobId) reading.request()
      }),
    )
  }

  async render(): Promise<RenderedDocument> {
    const client = await this.#clients.open()
    const request = client.readRequest(this.#jobId)
    const details = await client.readItem(this.#jobId, this.#index)
    const job = this.#jobs.job(this.#jobId)
    return renderItem({
      jobId: this.#jobId,
      request,
      isLiving: job !== undefined && isLiving(job.snapshot.state),
      details,
      shownPath: this.#shownPath,
    })
  }

  dispose(): void {
    this.#owned.dispose()
  }
}
