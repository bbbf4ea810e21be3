/** What the process that debugs an item is told, in a file. */
export interface DebugOrder {
  /** A copy of the job's bundle whose source map tells where the sources lie on this machine. */
  readonly bundlePath: string
  readonly exportName: string
  readonly jobId: string
  readonly index: number
  readonly attempt: number
  readonly itemTimeoutMs: number
  /** The item's value. */
  readonly input: unknown
}
