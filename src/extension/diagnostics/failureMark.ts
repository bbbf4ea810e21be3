/** A line that something is to be said about. Lines and columns count from 1. */
export interface FailureMark {
  /** `code`: the line that threw. `input`: the line of an input that failed. */
  readonly kind: 'code' | 'input'
  readonly path: string
  readonly line: number
  readonly column: number
  readonly message: string
  /** The item that stands for it: the first that failed so. */
  readonly jobId: string
  readonly index: number
  /** The first of the inputs that failed so. */
  readonly inputs: readonly InputPlace[]
}

/** A line of the input; counts from 1. */
export interface InputPlace {
  readonly path: string
  readonly line: number
  readonly index: number
}
