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

  async read(logGroup: string, logStream: string, nextToken?: string) {
    const { CloudWatchLogsClient, GetLogEventsCommand } = await import('@aws-sdk/client-cloudwatch-logs')
    const client = (this.#client ??= new CloudWatchLogsClient(clientSettings(this.#access)))
    const target = `log stream ${logGroup} ${logStream}`
    const lines: { readonly at: number; readonly text: string }[] = []
    let token = nextToken
    for (;;) {
      const from = token === undefined ? {} : { nextToken: token }
      const page = await callAws(this.#access, { action: 'logs:GetLogEvents', target }, () =>
        client.send(
          new GetLogEventsCommand({ logGroupName: logGroup, logStreamName: logStream, startFromHead: true, ...from }),
        ),
      )
      for (const event of page.events ?? []) lines.push({ at: event.timestamp ?? 0, text: event.message ?? '' })
      // CloudWatch may answer with an empty page before the end; the end is where the token stays the same.
      const next = page.nextForwardToken ?? token ?? ''
      if (next === token || next === '') return { lines, nextToken: next }
      token = next
    }
  }

  [Symbol.dispose](): void {
    this.#client?.destroy()
  }
}
