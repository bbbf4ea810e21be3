import type { IncomingMessage } from 'node:http'
import { AwsError } from './awsError.ts'

/** Reads a request's whole body; throws `RequestEntityTooLargeException` past the limit. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    length += chunk.length
    if (length > limitBytes) {
      throw new AwsError(413, 'RequestEntityTooLargeException', `Request must be smaller than ${limitBytes} bytes.`)
    }
    chunks.push(chunk)
  }
  const [only, ...rest] = chunks
  return only !== undefined && rest.length === 0 ? only : Buffer.concat(chunks, length)
}
