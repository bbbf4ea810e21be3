// Runs one item of a job in a process of its own, for a debugger: the same bundle, export, input and context as the
// worker's, without a time-out. What the function throws is left uncaught, so that the debugger sees it.
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { findFunction } from '#protocol/findFunction'
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
const value = await call(input, {
  index,
  jobId,
  attempt,
  signal: new AbortController().signal,
  // Time stands still while somebody looks at a breakpoint.
  getRemainingTimeInMillis: () => itemTimeoutMs,
})
console.log(`Item ${index} returned`, value)
// As in the worker, what the function leaves open does not keep the item from being over.
process.exit()
