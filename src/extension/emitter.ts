/** Something that ends what it began. */
export interface Disposes {
  dispose(): void
}

/** Calls the listener at every event, until what it returns is disposed of. Fits where VS Code asks for an `Event`. */
export type Listen<Value> = (listener: (value: Value) => unknown) => Disposes

/** A source of events that does not need the editor. A listener that throws does not keep the others from hearing. */
export class Emitter<Value> implements Disposes {
  readonly #listeners = new Set<(value: Value) => unknown>()

  readonly event: Listen<Value> = (listener) => {
    // Two subscriptions of one function are two.
    const own = (value: Value): unknown => listener(value)
    this.#listeners.add(own)
    return { dispose: () => void this.#listeners.delete(own) }
  }

  fire(value: Value): void {
    for (const listener of this.#listeners) {
      try {
        listener(value)
      } catch (error) {
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }

  dispose(): void {
    this.#listeners.clear()
  }
}
