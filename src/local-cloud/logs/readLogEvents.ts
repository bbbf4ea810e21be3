import { numberField, textField, textsField } from '../fields.ts'
import { AwsError } from '../front/awsError.ts'
import { compileFilterPattern } from './filterPattern.ts'
import type { LogGroup } from './logStore.ts'
import type { LogEvent, LogStream, PlacedEvent } from './logStream.ts'

type Input = Readonly<Record<string, unknown>>

// A page of AWS's is 1 MB or 10,000 events.
const pageBytes = 1024 * 1024
const pageEvents = 10_000

/**
 * `GetLogEvents`: one page of a stream, forwards or backwards from a token. At the end the forward token stays the
 * same, and goes on once there is more: that is how a log is followed.
 */
export function getLogEvents(stream: LogStream, input: Input): object {
  const limit = Math.min(pageEvents, numberField(input, 'limit') ?? pageEvents)
  const inRange = timeRange(input)
  const token = textField(input, 'nextToken')
  const isBackwards = token === undefined ? input['startFromHead'] !== true : token.startsWith('b/')
  const place = token === undefined ? (isBackwards ? stream.length : 0) : readToken(token)
  const read = isBackwards ? stream.readBefore(place, pageBytes) : stream.readFrom(place, pageBytes)
  const matching = read.filter(inRange)
  const page = isBackwards ? matching.slice(-limit) : matching.slice(0, limit)
  const isCut = page.length < matching.length
  // Events outside of the range were seen too: the next page begins behind them.
  const first = (isCut && isBackwards ? page : read)[0]
  const last = (isCut && !isBackwards ? page : read).at(-1)
  return {
    events: page.map((event) => ({
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.timestamp,
    })),
    nextForwardToken: `f/${last?.end ?? place}`,
    nextBackwardToken: `b/${first?.start ?? place}`,
  }
}

/** `FilterLogEvents`: one page of the events of a group that match a pattern, stream by stream. */
export function filterLogEvents(group: LogGroup, input: Input): object {
  const limit = Math.min(pageEvents, numberField(input, 'limit') ?? pageEvents)
  const inRange = timeRange(input)
  const matches = compileFilterPattern(textField(input, 'filterPattern') ?? '')
  const names = textsField(input, 'logStreamNames')
  const prefix = textField(input, 'logStreamNamePrefix') ?? ''
  const streams = [...group.streams.values()].filter(
    (stream) => stream.name.startsWith(prefix) && (names.length === 0 || names.includes(stream.name)),
  )
  const token = textField(input, 'nextToken')
  const start = token === undefined ? null : readFilterToken(token)
  let index =
    start === null
      ? 0
      : Math.max(
          0,
          streams.findIndex((stream) => stream.name === start.streamName),
        )
  let place = start?.place ?? 0
  const found: { event: PlacedEvent; stream: LogStream }[] = []
  for (; index < streams.length; index += 1, place = 0) {
    const stream = streams[index]
    if (stream === undefined || isOutside(stream, input)) continue
    for (;;) {
      const read = stream.readFrom(place, pageBytes)
      const last = read.at(-1)
      if (last === undefined) break
      for (const event of read) {
        if (inRange(event) && matches(event.message)) found.push({ event, stream })
        if (found.length < limit) continue
        return filterPage(found, { streamName: stream.name, place: event.end })
      }
      place = last.end
    }
  }
  return filterPage(found, null)
}

interface FilterPlace {
  readonly streamName: string
  readonly place: number
}

function filterPage(
  found: readonly { readonly event: PlacedEvent; readonly stream: LogStream }[],
  next: FilterPlace | null,
): object {
  const events = found
    .map(({ event, stream }) => ({
      logStreamName: stream.name,
      timestamp: event.timestamp,
      message: event.message,
      ingestionTime: event.timestamp,
      eventId: `${stream.name}:${event.start}`,
    }))
    .sort((a, b) => a.timestamp - b.timestamp)
  return {
    events,
    searchedLogStreams: [],
    ...(next === null
      ? {}
      : { nextToken: Buffer.from(JSON.stringify([next.streamName, next.place])).toString('base64') }),
  }
}

function readFilterToken(token: string): FilterPlace {
  const value: unknown = JSON.parse(Buffer.from(token, 'base64').toString('utf8') || 'null')
  if (!Array.isArray(value) || typeof value[0] !== 'string' || typeof value[1] !== 'number') throw badToken()
  return { streamName: value[0], place: value[1] }
}

function readToken(token: string): number {
  const place = Number(token.slice(2))
  if (!Number.isSafeInteger(place) || place < 0) throw badToken()
  return place
}

function badToken(): AwsError {
  return new AwsError(400, 'InvalidParameterException', 'The specified nextToken is invalid.')
}

function timeRange(input: Input): (event: LogEvent) => boolean {
  const from = numberField(input, 'startTime') ?? 0
  const to = numberField(input, 'endTime') ?? Infinity
  return ({ timestamp }) => timestamp >= from && timestamp < to
}

function isOutside(stream: LogStream, input: Input): boolean {
  const from = numberField(input, 'startTime') ?? 0
  const to = numberField(input, 'endTime') ?? Infinity
  return (stream.lastTimestamp ?? 0) < from || (stream.firstTimestamp ?? Infinity) >= to
}
