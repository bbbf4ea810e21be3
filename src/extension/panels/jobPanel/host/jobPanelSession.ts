import type { ItemPreview, ItemQuery } from '#runtime-client'
import type { Disposes, Listen } from '../../../emitter.ts'
import type { Job } from '../../../jobs/job.ts'
import type { JobChange } from '../../../jobs/jobsModel.ts'
import { Channel } from '../messages/channel.ts'
import type { HostMessage, HostReplies, PageMessage, PanelAction, RowPage, RowQuery } from '../messages/messages.ts'
import { JobFeed, type OpenSurvey } from './jobFeed.ts'
import { panelJob } from './panelJob.ts'

/** What a job's page needs of the rest of the extension. */
export interface SessionPorts {
  /** The job as it is known just now, read from its files where the list does not have it yet; null where there is none. */
  findJob(): Promise<Job | null>
  readonly onDidChangeJob: Listen<JobChange>
  openSurvey(): Promise<OpenSurvey>
  readPreviews(query: ItemQuery): Promise<readonly ItemPreview[]>
  act(action: PanelAction): Promise<void>
  /** Sends to the page. */
  post(envelope: unknown): void
  now(): number
}

/** The host's end of one job's page, from its opening to its closing. Knows nothing of the editor. */
export class JobPanelSession implements Disposes {
  readonly #ports: SessionPorts
  readonly #channel: Channel<HostMessage, HostReplies, PageMessage>
  readonly #feed: JobFeed
  readonly #subscription: Disposes

  constructor(jobId: string, ports: SessionPorts) {
    this.#ports = ports
    this.#channel = new Channel(
      (envelope) => ports.post(envelope),
      async (message: PageMessage) => await this.#answer(message),
    )
    this.#feed = new JobFeed({
      openSurvey: async () => await ports.openSurvey(),
      // The page answers every message; nobody waits for that.
      post: (message) => void this.#channel.send(message).catch(() => undefined),
      now: () => ports.now(),
    })
    this.#subscription = ports.onDidChangeJob((change) => {
      if (change.jobId === jobId) this.#show(change.job)
    })
  }

  /** Takes what the page has sent. */
  receive(envelope: unknown): void {
    void this.#channel.receive(envelope)
  }

  /** The page has gone out of sight, and with it all that it knew. */
  pause(): void {
    this.#feed.pause()
  }

  dispose(): void {
    this.#subscription.dispose()
    this.#feed[Symbol.dispose]()
  }

  async #answer(message: PageMessage): Promise<RowPage | null> {
    switch (message.kind) {
      case 'ready':
        this.#show(await this.#ports.findJob())
        this.#feed.resume()
        return null
      case 'readRows':
        return await this.#readRows(message.query)
      case 'act':
        await this.#ports.act(message.action)
        return null
      case 'tryAgain':
        this.#show(await this.#ports.findJob())
        return null
    }
  }

  #show(job: Job | null): void {
    this.#feed.show(job === null ? null : panelJob(job.snapshot, job.request, this.#ports.now()))
  }

  async #readRows({ outcome, errorGroup, after, last, limit }: RowQuery): Promise<RowPage> {
    const previews = await this.#ports.readPreviews({
      after,
      limit: limit + 1,
      ...(outcome === null ? {} : { outcome }),
      ...(errorGroup === null ? {} : { errorGroup }),
      ...(last === null ? {} : { last }),
    })
    return {
      rows: previews.slice(0, limit).map(({ index, outcome: ended, ms, attempts, excerpt }) => ({
        index,
        outcome: ended,
        ms,
        attempts,
        excerpt,
      })),
      isLast: previews.length <= limit,
    }
  }
}
