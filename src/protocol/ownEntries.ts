/** An object with an own `__proto__` key, which devalue rightly refuses to set: it travels as a list of its entries. */
export class OwnEntries {
  readonly entries: readonly (readonly [string, unknown])[]

  constructor(entries: readonly (readonly [string, unknown])[]) {
    this.entries = entries
  }
}

/** The name under which devalue text carries such a list. */
export const ownEntriesTag = 'Entries'

/** Sets an own property whatever its name is, `__proto__` too. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  } else {
    Reflect.set(target, key, value)
  }
}
