// Runs one item of a job in a process of its own, for a debugger: the same bundle, export, input and context as the
// worker's, without a time-out. What the function throws is left uncaught, so that the debugger sees it.
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { findFunction } from '#protocol/findFunction'
import type { ItemContext } from '#protocol/itemContext'
import type { DebugOrder } from './debugOrder.ts'

const [, , orderPath = ''] = process.argv
const order: DebugOrder = JSON.parse(await readFile(orderPath, 'utf8'))
const { bundlePath, exportName, jobId, index, attempt, itemTimeoutMs, input } = order
const module: unknown = await import(pathToFileURL(bundlePath).href)
const found = findFunction(module, exportName)
if (found.kind === 'missing') {
  throw new Error(`The module has no function called "${exportName}". It has: ${found.exports.join(', ')}`)
}
const { call } = found
const context: ItemContext = {
  index,
  jobId,
  attempt,
  signal: new AbortController().signal,
  // Time stands still while somebody looks at a breakpoint.
  getRemainingTimeInMillis: () => itemTimeoutMs,
}

// Outside of this module's own promise, which Node handles: a debugger is to see that nobody catches what is thrown.
setImmediate(() => {
  const result = call(input, context)
  if (isThenable(result)) result.then(end)
  else end(result)
})

function end(value: unknown): void {
  console.log(`Item ${index} returned`, value)
  // As in the worker, what the function leaves open does not keep the item from being over.
  process.exit()
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
