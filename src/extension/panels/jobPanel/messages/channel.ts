/** What travels: data with a `kind`. */
interface Message {
  readonly kind: string
}

/** For every kind of message the data that answers it. */
type RepliesTo<Sent extends Message> = { readonly [Kind in Sent['kind']]: unknown }

type Envelope =
  | { readonly type: 'message'; readonly id: number; readonly body: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly body: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly message: string }

interface Waiting {
  resolve(reply: unknown): void
  reject(error: Error): void
}

/**
 * One end of a connection over which both ends send messages and answer them. Every message is answered: where a
 * handler throws, with its error's message. Both ends are built together, so only the envelope is looked at.
 */
export class Channel<Sent extends Message, Replies extends RepliesTo<Sent>, Received extends Message> {
  readonly #post: (envelope: Envelope) => void
  readonly #answer: (message: Received) => unknown
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0

  /** `answer` returns, or resolves to, the reply to a message of the other end. */
  constructor(post: (envelope: Envelope) => void, answer: (message: Received) => unknown) {
    this.#post = post
    this.#answer = answer
  }

  /** Resolves to the reply; rejects where the other end's handler threw. */
  async send<Kind extends Sent['kind']>(message: Extract<Sent, { readonly kind: Kind }>): Promise<Replies[Kind]> {
    const id = ++this.#lastId
    const { promise, resolve, reject } = Promise.withResolvers<Replies[Kind]>()
    this.#waiting.set(id, { resolve, reject })
    this.#post({ type: 'message', id, body: message })
    return await promise
  }

  /** Takes what has come from the other end; anything that is no envelope is none of its business. */
  async receive(envelope: unknown): Promise<void> {
    if (!isEnvelope<Received>(envelope)) return
    const { type, id } = envelope
    if (type === 'message') return await this.#reply(id, envelope.body)
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (type === 'reply') waiting?.resolve(envelope.body)
    else waiting?.reject(new Error(envelope.message))
  }

  async #reply(id: number, message: Received): Promise<void> {
    try {
      this.#post({ type: 'reply', id, body: await this.#answer(message) })
    } catch (error) {
      this.#post({ type: 'refusal', id, message: error instanceof Error ? error.message : String(error) })
    }
  }
}

type EnvelopeWith<Received> =
  | Exclude<Envelope, { readonly type: 'message' }>
  | { readonly type: 'message'; readonly id: number; readonly body: Received }

const envelopeTypes: readonly unknown[] = ['message', 'reply', 'refusal']

const isEnvelope = <Received>(value: unknown): value is EnvelopeWith<Received> =>
  typeof value === 'object' && value !== null && 'id' in value && 'type' in value && envelopeTypes.includes(value.type)
