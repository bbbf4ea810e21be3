/** Who is at fault and so what the user does next; one union for client and worker. */
export const errorKinds = [
  'input',
  'bundle',
  'serialization',
  'userCode',
  'worker',
  'credentials',
  'permission',
  'quota',
  'protocol',
  'cancelled',
] as const

/** One of {@link errorKinds}. */
export type ErrorKind = (typeof errorKinds)[number]

/** An exception as plain data. A thrown non-error is `{name: 'NonError', message, thrown}`. */
export interface RemoteError {
  readonly name: string
  readonly message: string
  readonly kind: ErrorKind
  /** As V8 printed it; frames point into the bundle until the client maps them to the user's source. */
  readonly stack?: string
  /** The error's own enumerable fields, as plain JSON. */
  readonly fields?: Readonly<Record<string, unknown>>
  readonly cause?: RemoteError
  /** What was thrown where it was not an Error, as plain JSON. */
  readonly thrown?: unknown
}
