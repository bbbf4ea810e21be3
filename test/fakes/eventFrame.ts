import { EventStreamCodec } from '@smithy/eventstream-codec'

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
)

/** One frame of Lambda's response stream that carries a piece of the function's reply. */
export const payloadFrame = (text: string): Uint8Array => frame('PayloadChunk', 'application/octet-stream', text)

/** The frame that ends Lambda's response stream; with an error where the environment failed. */
export const completeFrame = (
  error: { readonly ErrorCode?: string; readonly ErrorDetails?: string } = {},
): Uint8Array => frame('InvokeComplete', 'application/json', JSON.stringify(error))

/** The head of a streamed reply. */
export const streamHeaders = {
  'content-type': 'application/vnd.amazon.eventstream',
  'x-amzn-requestid': '8f507cfc-0000-4697-b07a-ac58fc914c95',
  'x-amzn-remapped-content-type': 'application/octet-stream',
}

function frame(eventType: string, contentType: string, body: string): Uint8Array {
  return codec.encode({
    headers: {
      ':event-type': { type: 'string', value: eventType },
      ':content-type': { type: 'string', value: contentType },
      ':message-type': { type: 'string', value: 'event' },
    },
    body: Buffer.from(body, 'utf8'),
  })
}
