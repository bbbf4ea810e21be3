import { watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'

/** Tells when something in a folder may have changed: by the file system's word, and every so often without it. */
export class FolderChanges implements Disposable {
  readonly #watcher: FSWatcher | null
  readonly #pollMs: number
  #hasChanged = false
  #wake: (() => void) | undefined

  constructor(folder: string, pollMs: number) {
    this.#pollMs = pollMs
    this.#watcher = tryWatch(folder, () => {
      this.#hasChanged = true
      this.#wake?.()
    })
  }

  /** Resolves at once if something changed since the last call. */
  async next(): Promise<void> {
    if (!this.#hasChanged) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, this.#pollMs)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#hasChanged = false
    this.#wake = undefined
  }

  /** Wakes a waiting `next`, for changes that do not show in the folder. */
  wake(): void {
    this.#hasChanged = true
    this.#wake?.()
  }

  [Symbol.dispose](): void {
    this.#watcher?.close()
  }
}

/** Null where the file system or the number of watches does not allow one; then the polls alone do. */
function tryWatch(folder: string, onChange: () => void): FSWatcher | null {
  try {
    return watch(folder, onChange).on('error', onChange)
  } catch {
    return null
  }
}
