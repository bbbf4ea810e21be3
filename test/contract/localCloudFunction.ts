import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeWithResponseStreamCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda'
import { strToU8, zipSync } from 'fflate'
import type { StartedLocalCloud } from './startLocalCloud.ts'

/** A zip with one ES module, `index.mjs`, of this source. */
export function zipOf(source: string): Uint8Array {
  return zipSync({ 'index.mjs': strToU8(source) })
}

/** Deploys a function whose module exports `handler`, and waits until it is active. */
export async function deployFunction(
  cloud: StartedLocalCloud,
  name: string,
  source: string,
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<LambdaClient> {
  const iam = new IAMClient(cloud.clientConfiguration)
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: `${name}-role`, AssumeRolePolicyDocument: '{"Version":"2012-10-17"}' }),
  )
  iam.destroy()
  const lambda = new LambdaClient({ ...cloud.clientConfiguration, maxAttempts: 1 })
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Role: Role?.Arn,
      Handler: 'index.handler',
      Code: { ZipFile: zipOf(source) },
      Timeout: 20,
      ...settings,
    }),
  )
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 },
    { FunctionName: name },
  )
  return lambda
}

/** A streamed answer as a whole. */
export interface StreamedAnswer {
  readonly text: string
  readonly chunks: number
  /** Null where the stream ended without one. */
  readonly complete: {
    readonly ErrorCode?: string | undefined
    readonly ErrorDetails?: string | undefined
    readonly LogResult?: string | undefined
  } | null
}

/** Invokes with response streaming and reads the answer to its end. */
export async function invokeStreaming(
  lambda: LambdaClient,
  name: string,
  payload: unknown = {},
  logType: 'None' | 'Tail' = 'None',
): Promise<StreamedAnswer> {
  const { EventStream } = await lambda.send(
    new InvokeWithResponseStreamCommand({
      FunctionName: name,
      Payload: strToU8(JSON.stringify(payload)),
      LogType: logType,
    }),
  )
  const decoder = new TextDecoder()
  let text = ''
  let chunks = 0
  let complete: StreamedAnswer['complete'] = null
  for await (const event of EventStream ?? []) {
    if (event.PayloadChunk?.Payload !== undefined) {
      text += decoder.decode(event.PayloadChunk.Payload, { stream: true })
      chunks += 1
    }
    if (event.InvokeComplete !== undefined) complete = event.InvokeComplete
  }
  return { text, chunks, complete }
}
