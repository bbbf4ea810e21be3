import { expect, test } from 'vitest'
import { Channel } from './channel.ts'

type Question = { readonly kind: 'double'; readonly value: number } | { readonly kind: 'fail' }
interface Answers {
  readonly double: number
  readonly fail: never
}

function connect(): Channel<Question, Answers, never> {
  const left: Channel<Question, Answers, never> = new Channel(
    (envelope) => void right.receive(structuredClone(envelope)),
    () => undefined,
  )
  const right: Channel<never, Answers, Question> = new Channel(
    (envelope) => void left.receive(structuredClone(envelope)),
    async (question: Question) => {
      if (question.kind === 'fail') throw new RangeError('not that one')
      return question.value * 2
    },
  )
  return left
}

test('each message gets its own reply', async () => {
  const channel = connect()
  const replies = [1, 2, 3].map((value) => channel.send({ kind: 'double', value }))
  expect(await Promise.all(replies)).toEqual([2, 4, 6])
})

test('a handler that throws answers with its error', async () => {
  await expect(connect().send({ kind: 'fail' })).rejects.toThrow('not that one')
})

test('what is no envelope is let go by', async () => {
  const channel = connect()
  for (const stray of [null, 'text', 7, {}, { type: 'other', id: 1 }, { type: 'reply', id: 99 }]) {
    await channel.receive(stray)
  }
  expect(await channel.send({ kind: 'double', value: 4 })).toBe(8)
})
