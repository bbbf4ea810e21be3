import { ConfigValue } from './configValue.ts'
import { DisposableStore } from './disposableStore.ts'
import type { Disposes } from './emitter.ts'
import type { JobOptions } from './jobOptions.ts'
import type { Settings } from './settingDefaults.ts'

/** All that users can set, each as it is now. */
export class SettingValues implements Disposes {
  readonly #owned = new DisposableStore()
  readonly profile = this.#add('profile')
  readonly concurrency = this.#add('concurrency')
  readonly itemConcurrency = this.#add('itemConcurrency')
  readonly batchSize = this.#add('batchSize')
  readonly memoryMb = this.#add('memoryMb')
  readonly itemTimeoutMs = this.#add('itemTimeoutMs')
  readonly retries = this.#add('retries')
  readonly envNames = this.#add('envNames')
  readonly skipBadInput = this.#add('skipBadInput')
  readonly codeLens = this.#add('codeLens')
  readonly home = this.#add('home')

  /** What a job gets where nothing else was chosen for it. */
  jobOptions(): JobOptions {
    return {
      concurrency: this.concurrency.value,
      itemConcurrency: this.itemConcurrency.value,
      batchSize: this.batchSize.value,
      memoryMb: this.memoryMb.value,
      itemTimeoutMs: this.itemTimeoutMs.value,
      retries: this.retries.value,
      env: this.envNames.value,
      skipBadInput: this.skipBadInput.value,
    }
  }

  dispose(): void {
    this.#owned.dispose()
  }

  #add<Key extends keyof Settings>(key: Key): ConfigValue<Key> {
    return this.#owned.add(new ConfigValue(key))
  }
}
