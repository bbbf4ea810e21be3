import { expect, it } from 'vitest'
import { parseFunctionName } from './functionName.ts'
import { matchLambdaOperation } from './lambdaOperation.ts'

it.each([
  ['task', 'task', null],
  ['task:3', 'task', '3'],
  ['000000000000:function:task', 'task', null],
  ['arn:aws:lambda:us-east-1:000000000000:function:task', 'task', null],
  ['arn:aws:lambda:us-east-1:000000000000:function:task:$LATEST', 'task', '$LATEST'],
])('reads %s', (text, name, qualifier) => {
  expect(parseFunctionName(text)).toEqual({ name, qualifier })
})

it('refuses what is no name', () => {
  expect(() => parseFunctionName('a/../b')).toThrow(/failed to satisfy/)
})

it('finds operations by method and path', () => {
  expect(matchLambdaOperation('POST', '/2015-03-31/functions/a%3A1/invocations')).toEqual({
    operation: 'Invoke',
    functionText: 'a:1',
  })
  expect(matchLambdaOperation('POST', '/2015-03-31/functions/')).toMatchObject({ operation: 'CreateFunction' })
  expect(matchLambdaOperation('PATCH', '/2015-03-31/functions/a')).toBeNull()
})
