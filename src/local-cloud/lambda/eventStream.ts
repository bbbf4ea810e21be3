import { crc32 } from 'node:zlib'

/** A message of an event stream in three parts: what comes before the payload, the payload itself, and the checksum. */
export type EventStreamMessage = readonly [head: Buffer, payload: Buffer, checksum: Buffer]

/**
 * Frames events of one type as `application/vnd.amazon.eventstream`, without a copy of the payload.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function createEventFramer(eventType: string, contentType: string): (payload: Buffer) => EventStreamMessage {
  const headers = Buffer.concat([
    textHeader(':message-type', 'event'),
    textHeader(':event-type', eventType),
    textHeader(':content-type', contentType),
  ])
  const preludeBytes = 12
  const checksumBytes = 4
  return (payload) => {
    const head = Buffer.allocUnsafe(preludeBytes + headers.length)
    head.writeUInt32BE(head.length + payload.length + checksumBytes, 0)
    head.writeUInt32BE(headers.length, 4)
    head.writeUInt32BE(crc32(head.subarray(0, 8)), 8)
    headers.copy(head, preludeBytes)
    const checksum = Buffer.allocUnsafe(checksumBytes)
    checksum.writeUInt32BE(crc32(payload, crc32(head)))
    return [head, payload, checksum]
  }
}

const textType = 7

function textHeader(name: string, value: string): Buffer {
  const length = Buffer.allocUnsafe(2)
  length.writeUInt16BE(Buffer.byteLength(value))
  return Buffer.concat([
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([textType]),
    length,
    Buffer.from(value),
  ])
}
