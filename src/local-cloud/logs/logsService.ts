import type { Account } from '../account.ts'
import { numberField, parseRecord, textField } from '../fields.ts'
import { AwsError } from '../front/awsError.ts'
import type { AwsService, ServiceRequest } from '../front/serviceRequest.ts'
import type { LogGroup, LogStore } from './logStore.ts'
import { filterLogEvents, getLogEvents } from './readLogEvents.ts'

type Input = Readonly<Record<string, unknown>>

/** CloudWatch Logs' API, in its JSON protocol. */
export function createLogsService(store: LogStore, account: Account): AwsService {
  const operations = logOperations(store, account)
  return {
    operationOf: (request) => {
      const target = request.headers['x-amz-target']
      const name = typeof target === 'string' ? target.replace(/^Logs_20140328\./, '') : ''
      return operations.has(name) ? name : null
    },
    renderError: (error) => ({
      status: error.status,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ __type: error.code, message: error.message }),
    }),
    answer: (operation, request) => {
      const result = operations.get(operation)?.(inputOf(request)) ?? {}
      return Promise.resolve({
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify(result),
      })
    },
  }
}

function logOperations(store: LogStore, account: Account): ReadonlyMap<string, (input: Input) => object> {
  const arnOf = (name: string): string => `arn:aws:logs:${account.region}:${account.accountId}:log-group:${name}`
  const existing = (input: Input): LogGroup => {
    const group = store.find(groupName(input))
    if (group === undefined) throw notFound('The specified log group does not exist.')
    return group
  }
  return new Map<string, (input: Input) => object>([
    [
      'CreateLogGroup',
      (input) => {
        const name = groupName(input)
        if (store.find(name) !== undefined) {
          throw new AwsError(400, 'ResourceAlreadyExistsException', 'The specified log group already exists')
        }
        store.ensure(name)
        return {}
      },
    ],
    [
      'DeleteLogGroup',
      (input) => {
        store.remove(existing(input).name)
        return {}
      },
    ],
    [
      'PutRetentionPolicy',
      (input) => {
        store.setRetention(existing(input).name, numberField(input, 'retentionInDays') ?? null)
        return {}
      },
    ],
    [
      'DeleteRetentionPolicy',
      (input) => {
        store.setRetention(existing(input).name, null)
        return {}
      },
    ],
    [
      'DescribeLogGroups',
      (input) => {
        const prefix = textField(input, 'logGroupNamePrefix') ?? ''
        const matching = store.groups().filter((group) => group.name.startsWith(prefix))
        const [page, nextToken] = pageOf(matching, input, 50)
        return {
          logGroups: page.map((group) => ({
            logGroupName: group.name,
            arn: `${arnOf(group.name)}:*`,
            logGroupArn: arnOf(group.name),
            creationTime: group.createdAt,
            storedBytes: [...group.streams.values()].reduce((sum, stream) => sum + stream.storedBytes, 0),
            ...(group.retentionDays === null ? {} : { retentionInDays: group.retentionDays }),
          })),
          ...nextToken,
        }
      },
    ],
    [
      'DescribeLogStreams',
      (input) => {
        const group = existing(input)
        const prefix = textField(input, 'logStreamNamePrefix') ?? ''
        const byTime = textField(input, 'orderBy') === 'LastEventTime'
        const streams = [...group.streams.values()]
          .filter((stream) => stream.name.startsWith(prefix))
          .sort((a, b) => (byTime ? (a.lastTimestamp ?? 0) - (b.lastTimestamp ?? 0) : a.name < b.name ? -1 : 1))
        if (input['descending'] === true) streams.reverse()
        const [page, nextToken] = pageOf(streams, input, 50)
        return {
          logStreams: page.map((stream) => ({
            logStreamName: stream.name,
            arn: `${arnOf(group.name)}:log-stream:${stream.name}`,
            creationTime: stream.createdAt,
            firstEventTimestamp: stream.firstTimestamp ?? undefined,
            lastEventTimestamp: stream.lastTimestamp ?? undefined,
            lastIngestionTime: stream.lastTimestamp ?? undefined,
            storedBytes: stream.storedBytes,
          })),
          ...nextToken,
        }
      },
    ],
    [
      'GetLogEvents',
      (input) => {
        const stream = existing(input).streams.get(textField(input, 'logStreamName') ?? '')
        if (stream === undefined) throw notFound('The specified log stream does not exist.')
        return getLogEvents(stream, input)
      },
    ],
    ['FilterLogEvents', (input) => filterLogEvents(existing(input), input)],
  ])
}

function inputOf(request: ServiceRequest): Input {
  const input = parseRecord(request.body.toString('utf8'))
  if (input === undefined) throw new AwsError(400, 'SerializationException', 'The request is no JSON object.')
  return input
}

function groupName(input: Input): string {
  const identifier = textField(input, 'logGroupIdentifier')
  const name = textField(input, 'logGroupName') ?? identifier?.replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, '')
  if (name === undefined) throw new AwsError(400, 'InvalidParameterException', 'logGroupName is missing.')
  return name
}

function notFound(message: string): AwsError {
  return new AwsError(400, 'ResourceNotFoundException', message)
}

function pageOf<T>(all: readonly T[], input: Input, most: number): readonly [readonly T[], { nextToken?: string }] {
  const start = Number(textField(input, 'nextToken') ?? '0')
  const end = start + Math.min(most, numberField(input, 'limit') ?? most)
  return [all.slice(start, end), end < all.length ? { nextToken: String(end) } : {}]
}
