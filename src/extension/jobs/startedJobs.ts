import { type ChoiceStore, listOf } from '../recentChoices.ts'

const storeKey = 'startedJobs'

/** The jobs that this window has started and of whose end it has not told yet; kept over a reload. */
export class StartedJobs {
  readonly #store: ChoiceStore

  constructor(store: ChoiceStore) {
    this.#store = store
  }

  jobIds(): readonly string[] {
    return listOf(this.#store.get(storeKey), (each) => typeof each === 'string')
  }

  async add(jobId: string): Promise<void> {
    await this.#store.update(storeKey, [...this.jobIds().filter((each) => each !== jobId), jobId])
  }

  async remove(jobId: string): Promise<void> {
    await this.#store.update(
      storeKey,
      this.jobIds().filter((each) => each !== jobId),
    )
  }
}
