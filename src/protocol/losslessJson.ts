/** Nesting that every step of the codec, and whoever reads its output recursively, takes without exhausting the stack. */
export const maxDepth = 1_000

/**
 * Objects looked at before the cheap check gives way to the thorough one, which remembers what it has seen: a graph that
 * shares its parts is small in memory and endless when written out as a tree.
 */
const maxObjects = 200_000

/** Whether `JSON.parse(JSON.stringify(value))` is `value`. May throw what a getter or a proxy of the value throws. */
export function isLosslessJson(value: unknown): boolean {
  budget = maxObjects
  return isLossless(value, 0)
}

let budget = 0

function isLossless(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && (value !== 0 || !Object.is(value, -0))
    case 'object':
      break
    default:
      return false
  }
  if (value === null) return true
  budget -= 1
  if (depth > maxDepth || budget < 0) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) {
    if (prototype !== Array.prototype) return false
    const array: readonly unknown[] = value
    for (let i = 0; i < array.length; i += 1) if (!isLossless(array[i], depth + 1)) return false
    return true
  }
  if (prototype !== Object.prototype || !isKeyed(value)) return false
  for (const key of Object.keys(value)) if (!isLossless(value[key], depth + 1)) return false
  return true
}

/** Tells the compiler that any object can be read by key. */
export const isKeyed = (value: object): value is Readonly<Record<string, unknown>> => typeof value === 'object'
