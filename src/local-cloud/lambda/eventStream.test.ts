import { EventStreamCodec } from '@smithy/eventstream-codec'
import { expect, it } from 'vitest'
import { createEventFramer } from './eventStream.ts'

it('frames events as AWS reads them', () => {
  const frame = createEventFramer('PayloadChunk', 'application/octet-stream')
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    (text) => Buffer.from(text, 'utf8'),
  )
  for (const text of ['', 'a', 'x'.repeat(70_000)]) {
    const message = codec.decode(Buffer.concat([...frame(Buffer.from(text))]))
    expect(Buffer.from(message.body).toString()).toBe(text)
    expect(message.headers).toEqual({
      ':message-type': { type: 'string', value: 'event' },
      ':event-type': { type: 'string', value: 'PayloadChunk' },
      ':content-type': { type: 'string', value: 'application/octet-stream' },
    })
  }
})
