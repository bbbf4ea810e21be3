import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'

import type { InvocationLogReader } from '../ports.ts'
import { callAws, clientSettings } from './awsAccess.ts'
import type { AwsAccess } from './awsAccess.ts'

/** Reads log streams of CloudWatch; its client is loaded at the first call. */
export class CloudWatchLogReader implements InvocationLogReader, Disposable {
  readonly #access: AwsAccess
  #client: CloudWatchLogsClient | undefined

  constructor(access: AwsAccess) {
    this.#access = access
  }

  async read(logGroup: string, logStream: string, nextToken?: string, from?: number) {
    const { GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
    const client = await this.#connect()
    const target = `log stream ${logGroup} ${logStream}`
    const request = {
      logGroupName: logGroup,
      logStreamName: logStream,
      startFromHead: true,
      ...(from === undefined ? {} : { startTime: from }),
    }
    const lines: { readonly at: number; readonly text: string }[] = []
    let token = nextToken
    for (;;) {
      const page = await callAws(this.#access, { action: 'logs:GetLogEvents', target }, () =>
        client.send(new GetLogEventsCommand({ ...request, ...(token === undefined ? {} : { nextToken: token }) })),
      )
      for (const event of page.events ?? []) lines.push({ at: event.timestamp ?? 0, text: event.message ?? '' })
      // CloudWatch may answer with an empty page before the end; the end is where the token stays the same.
      const next = page.nextForwardToken ?? token ?? ''
      if (next === token || next === '') return { lines, nextToken: next }
      token = next
    }
  }

  async findStream(logGroup: string, text: string, from: number): Promise<string | null> {
    const { FilterLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
    const client = await this.#connect()
    let token: string | undefined
    do {
      const page = await callAws(
        this.#access,
        { action: 'logs:FilterLogEvents', target: `log group ${logGroup}` },
        () =>
          client.send(
            new FilterLogEventsCommand({
              logGroupName: logGroup,
              filterPattern: JSON.stringify(text),
              startTime: from,
              ...(token === undefined ? {} : { nextToken: token }),
            }),
          ),
      )
      const found = page.events?.find(({ logStreamName }) => logStreamName !== undefined)
      if (found?.logStreamName !== undefined) return found.logStreamName
      // A page may be empty although there is more to look through.
      token = page.nextToken
    } while (token !== undefined)
    return null
  }

  [Symbol.dispose](): void {
    this.#client?.destroy()
  }

  async #connect(): Promise<CloudWatchLogsClient> {
    const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
    return (this.#client ??= new CloudWatchLogsClient(clientSettings(this.#access)))
  }
}
