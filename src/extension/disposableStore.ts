import type { Disposes } from './emitter.ts'

/** Disposes of what was added, the last first; what is added afterwards at once. */
export class DisposableStore implements Disposes {
  readonly #owned: Disposes[] = []
  #isDisposed = false

  add<Owned extends Disposes>(owned: Owned): Owned {
    if (this.#isDisposed) owned.dispose()
    else this.#owned.push(owned)
    return owned
  }

  dispose(): void {
    this.#isDisposed = true
    for (const owned of this.#owned.splice(0).toReversed()) owned.dispose()
  }
}
