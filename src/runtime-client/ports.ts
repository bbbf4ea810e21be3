// What the rest of runtime-client needs of a cloud. `aws/` implements these over the AWS SDK; nothing else imports it.
// Every method rejects with a ServiceFault (errors.ts).

/** Runs batches. The implementation never retries: one call is at most one request on the wire. */
export interface BatchInvoker {
  /** Yields the reply as it comes. Ends without `completed` where the stream was cut. Aborting closes the connection. */
  invoke(call: InvokeCall, signal: AbortSignal): AsyncIterable<InvokePart>
  /** Lets as many calls be under way at once; may be called while some are. */
  setConcurrency(concurrency: number): void
}

/** One invocation to be made. */
export interface InvokeCall {
  readonly functionName: string
  /** The RunBatchRequest as UTF-8 JSON. */
  readonly payload: Uint8Array
  readonly delivery: 'streamed' | 'buffered'
}

/** A piece of the reply to one, in its order. */
export type InvokePart =
  /** The service accepted the call. */
  | { readonly kind: 'opened'; readonly requestId: string }
  /** Bytes of the worker's event lines; cut anywhere. */
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  /** The service says that the invocation is over. `functionError` where the environment failed under it. */
  | { readonly kind: 'completed'; readonly functionError?: FunctionError }

/** Lambda's word on an invocation whose environment died, timed out or could not start. */
export interface FunctionError {
  /** Such as `Runtime.ExitError`, `Runtime.OutOfMemory`, `Sandbox.Timedout`, `Runtime.ImportModuleError`. */
  readonly type: string
  readonly message: string
}

/** The bucket of a runtime. Keys are those of `#protocol/objectKeys`. */
export interface ObjectStore {
  put(key: string, body: Uint8Array, options?: { readonly ifAbsent?: boolean }): Promise<void>
  /** Rejects with nature `missing` where there is no such object. */
  get(key: string): Promise<Uint8Array>
  exists(key: string): Promise<boolean>
  /** Deletes every object whose key starts so; resolves to how many there were. */
  deletePrefix(prefix: string): Promise<number>
}

/** Lambda functions as deploying needs them. */
export interface FunctionAdmin {
  get(name: string): Promise<DeployedFunction | null>
  create(name: string, settings: FunctionSettings, zip: Uint8Array): Promise<void>
  updateCode(name: string, zip: Uint8Array): Promise<void>
  updateSettings(name: string, settings: FunctionSettings): Promise<void>
  delete(name: string): Promise<void>
  /** Resolves when the function can be invoked. */
  waitUntilActive(name: string, signal?: AbortSignal): Promise<void>
  /** Names that start so. */
  list(prefix: string): Promise<readonly string[]>
  /** Concurrent executions the account has in this Region. */
  accountConcurrency(): Promise<number>
}

/** What Wren chooses of a Lambda function. */
export interface FunctionSettings {
  readonly roleArn: string
  readonly memoryMb: number
  readonly timeoutSeconds: number
  readonly architecture: 'arm64' | 'x86_64'
  readonly nodeRuntime: string
  readonly handler: string
  readonly description: string
  readonly logGroup: string
  readonly environment: Readonly<Record<string, string>>
}

/** A Lambda function as it is. */
export interface DeployedFunction extends FunctionSettings {
  /** Base64 SHA-256 of the zip, as Lambda tells it. */
  readonly codeSha256: string
  /** `Active` where it can be invoked and changed; `Pending` while it is made or changed; `Failed`. */
  readonly state: string
}

/** Buckets, roles and log groups as deploying needs them. */
export interface AccountAdmin {
  /** 12 digits. */
  accountId(): Promise<string>
  bucketExists(bucket: string): Promise<boolean>
  /** Private, and with Wren's job objects expiring. Does no harm to a bucket of one's own that exists already. */
  createBucket(bucket: string): Promise<void>
  /** The bucket must be empty of all but Wren's own objects; those are deleted with it. */
  deleteBucket(bucket: string): Promise<void>
  /** Resolves to the ARN, or null where there is no such role. */
  findRole(name: string): Promise<string | null>
  /** Resolves to the ARN. Where the role exists already, just its inline policy is set anew. */
  createRole(name: string, trustPolicy: string, inlinePolicy: string): Promise<string>
  deleteRole(name: string): Promise<void>
  logGroupExists(name: string): Promise<boolean>
  /** Where the group exists already, just its retention is set anew. */
  createLogGroup(name: string, retentionDays: number): Promise<void>
  deleteLogGroup(name: string): Promise<void>
}

/** Reads what invocations wrote to CloudWatch. */
export interface InvocationLogReader {
  /**
   * The lines of one log stream in order, those before `from` (milliseconds since the epoch) left out; `nextToken` to
   * go on from there later, also while it is being written.
   */
  read(
    logGroup: string,
    logStream: string,
    nextToken?: string,
    from?: number,
  ): Promise<{ readonly lines: readonly { readonly at: number; readonly text: string }[]; readonly nextToken: string }>
  /** The log stream that has a line with this text at or after `from`; null where there is none yet. */
  findStream(logGroup: string, text: string, from: number): Promise<string | null>
}

/** One place to run jobs in, connected. */
export interface Cloud extends AsyncDisposable {
  readonly profile: string
  readonly isLocal: boolean
  readonly region: string
  readonly invoker: BatchInvoker
  readonly functions: FunctionAdmin
  readonly account: AccountAdmin
  readonly logs: InvocationLogReader
  objects(bucket: string): ObjectStore
}
