const identifier = /^[A-Za-z_$][\w$]*$/
const maxPathChars = 300

/** `$.rows[3]["first name"]`: the steps from a value's root to one of its parts, as JavaScript would spell them. */
export function formatPath(steps: readonly string[]): string {
  const path = `$${steps.join('')}`
  if (path.length <= maxPathChars) return path
  return `${path.slice(0, maxPathChars / 2)}…${path.slice(-maxPathChars / 2)}`
}

/** Where an object keeps a value. */
export const keyStep = (key: string): string => (identifier.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)

/** Where an array keeps a value. */
export const indexStep = (index: number): string => `[${index}]`

/** Where a Map keeps a value: `.get("key")`, or its place where the key is no primitive. */
export function mapValueStep(key: unknown, position: number): string {
  if (typeof key === 'string') return `.get(${JSON.stringify(key)})`
  if (typeof key === 'number' || typeof key === 'boolean') return `.get(${key})`
  return `.values()[${position}]`
}

/** Where a Map keeps a key. */
export const mapKeyStep = (position: number): string => `.keys()[${position}]`

/** Where a Set keeps a value. */
export const setStep = (position: number): string => `.values()[${position}]`
