import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RemoteError } from '#protocol/remoteError'
import { bundleFunction } from '../bundle/bundleFunction.ts'
import { copyFixture } from '../bundle/copyFixture.ts'
import type { FixtureCopy } from '../bundle/copyFixture.ts'
import { firstUserFrame } from './firstUserFrame.ts'
import { createStackMapper, type StackMapper } from './mapRemoteStack.ts'
import { parseStack } from './stackFrames.ts'

/** Stands for the worker: calls an export of a bundle in a process of its own and tells what it threw. */
const worker = `
const [bundle, exportName, item] = process.argv.slice(2)
const toRemote = (error) => ({
  name: error.name, message: error.message, kind: 'userCode', stack: error.stack,
  ...(error.errors && { fields: { errors: error.errors.map(toRemote) } }),
  ...(error.cause && { cause: toRemote(error.cause) }),
})
async function runItem() {
  const module = await import(bundle)
  return module[exportName](JSON.parse(item))
}
runItem().catch((error) => process.stdout.write(JSON.stringify(toRemote(error))))
`

let fixture: FixtureCopy

beforeAll(async () => {
  fixture = await copyFixture('throwing')
  await writeFile(join(fixture.folder, 'worker.mjs'), worker)
})
afterAll(() => fixture[Symbol.asyncDispose]())

async function throwRemotely(exportName: string, item: unknown): Promise<RemoteError> {
  const { error, mapper } = await throwUnmapped(exportName, item)
  return mapper.mapError(error)
}

async function throwUnmapped(exportName: string, item: unknown): Promise<{ error: RemoteError; mapper: StackMapper }> {
  const { code, sha256, sourceMap, projectFolder } = await bundleFunction({
    modulePath: join(fixture.folder, 'src/orders.ts'),
    exportName,
  })
  const path = join(fixture.folder, `${sha256}.mjs`)
  await writeFile(path, code)
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(fixture.folder, 'worker.mjs'), pathToFileURL(path).href, exportName, JSON.stringify(item)],
    { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
  )
  return { error: JSON.parse(stdout), mapper: createStackMapper(sourceMap, { sourceRoot: projectFolder }) }
}

/** A stack with the fixture's folder cut off and, where a frame is the user's, the source it points at. */
async function shownFrames({ stack, message }: Partial<RemoteError> = {}): Promise<readonly string[]> {
  const { frames } = parseStack(stack ?? '', message)
  return Promise.all(
    frames.map(async ({ functionName, isAsync, position }) => {
      const name = `${isAsync ? 'async ' : ''}${functionName ?? ''}`
      if (position === null) return name
      const line = (await readFile(position.file, 'utf8')).split('\n')[position.line - 1] ?? ''
      return `${name} ${relative(fixture.folder, position.file).replaceAll('\\', '/')}: ${line.slice(position.column - 1)}`
    }),
  )
}

const throwing = 'src/parsePrice.ts: new TypeError(`"${text}" is no price in ${currency}'

describe('points at the lines of the source', () => {
  it.each([
    [
      'sumUp',
      [{ id: 1, price: 'x' }],
      [
        `parsePrice ${throwing}`,
        ' src/orders.ts: parsePrice(order.price)',
        ' node_modules/each-of/index.js: visit(item))',
        'Array.forEach',
        'each node_modules/each-of/index.js: forEach((item) => visit(item))',
        'Module.sumUp src/orders.ts: each(orders, (order) => {',
      ],
    ],
    [
      'open',
      [],
      ["new Ledger src/orders.ts: new RangeError('no entries')", 'Module.open src/orders.ts: new Ledger(orders)'],
    ],
    [
      'settle',
      [{ id: 1, price: '1,5' }],
      ["Module.settle src/orders.ts: new Error('settling failed', { cause: error })"],
      [
        `parsePrice ${throwing}`,
        ' src/orders.ts: parsePrice(order.price)).length',
        'Array.map',
        'Ledger.settle src/orders.ts: map((order) => parsePrice(order.price)).length',
        'async Module.settle src/orders.ts: await new Ledger(orders).settle()',
      ],
    ],
    ['evaluate', null, ["eval src/orders.ts: eval('null.x')", "Module.evaluate src/orders.ts: eval('null.x')"]],
    ['parseJson', '{"', ['JSON.parse', 'Module.parseJson src/orders.ts: parse(text)']],
  ])('%s', async (exportName, item, expected, expectedOfCause: readonly string[] = []) => {
    const error = await throwRemotely(exportName, item)
    expect(await shownFrames(error)).toEqual(expected)
    expect(await shownFrames(error.cause)).toEqual(expectedOfCause)
  })

  it('keeps the header, also where the message looks like a frame', async () => {
    const { message, stack } = await throwRemotely('sumUp', [{ id: 1, price: 'x' }])
    expect(message).toContain('\n    at least')
    expect(stack?.startsWith(`TypeError: ${message}\n    at parsePrice (`)).toBe(true)
  })

  it('maps the errors of an AggregateError', async () => {
    const { fields } = await throwRemotely('several', null)
    expect(fields).toMatchObject({
      errors: [
        { message: 'settling failed', stack: expect.stringMatching(/at settle \(.*orders\.ts:38:11\)/) },
        { message: 'second', stack: expect.stringMatching(/orders\.ts:46:94\)$/) },
      ],
    })
  })
})

describe('first frame of the user', () => {
  it('is where the error was thrown', async () => {
    const error = await throwRemotely('sumUp', [{ id: 1, price: 'x' }])
    expect(firstUserFrame(error)).toEqual({ file: join(fixture.folder, 'src/parsePrice.ts'), line: 6, column: 11 })
  })

  it('is the call into a package or Node where they threw', async () => {
    const error = await throwRemotely('parseJson', '{"')
    expect(firstUserFrame(error)).toMatchObject({ file: join(fixture.folder, 'src/orders.ts'), line: 44 })
  })
})

describe('a text that somebody logged', () => {
  it('has its frames in the user’s files, without those of the worker and Node, and all else as it was', async () => {
    const { error, mapper } = await throwUnmapped('parseJson', '{"')
    const frames = mapper.mapError(error).stack?.split('\n').slice(1) ?? []
    const inspected = `got:  ${error.stack} {\n  code: 7\n}\nat last`
    const mapped = mapper.mapText(inspected).split('\n')
    expect(mapped[0]).toBe(`got:  ${error.stack?.split('\n')[0]}`)
    expect(mapped.slice(-3)).toEqual(['  code: 7', '}', 'at last'])
    const ownFrames = frames.filter((frame) => frame.includes(fixture.folder))
    expect(mapped.slice(1, -3).map((line) => line.replace(/ \{$/, ''))).toEqual(expect.arrayContaining(ownFrames))
    expect(mapped.at(-4)).toMatch(/ \{$/)
    expect(mapped.join('\n')).not.toMatch(/\.mjs:|node:internal/)
  })

  it('is left alone where it has no frame of the bundle', () => {
    const text = 'at 5 o’clock\n    at read (node:internal/streams:1:2)\n    at file:///var/task/child.mjs:3:4'
    expect(createStackMapper('{}', { sourceRoot: '/project' }).mapText(text)).toBe(text)
  })
})

describe('a stack without a frame of the bundle', () => {
  const map = createStackMapper('{"version":3,"sources":[],"names":[],"mappings":""}', { sourceRoot: '/project' })
  const mapped = (stack: string): string | undefined =>
    map.mapError({ name: 'Error', message: 'm', kind: 'worker', stack }).stack

  it('keeps what Node says and drops the worker', () => {
    expect(
      mapped(
        'Error: m\n    at read (node:internal/streams:1:2)\n    at run (file:///var/task/child.mjs:3:4)\n    at node:a:1:1',
      ),
    ).toBe('Error: m\n    at read (node:internal/streams:1:2)')
  })

  it('is its header where all is the worker', () => {
    expect(mapped('Error: m\n    at file:///var/task/child.mjs:3:4\n    at async node:x:5:6')).toBe('Error: m')
    expect(mapped('Error: m\n    at C:\\cloud\\task\\child.mjs:3:4')).toBe('Error: m')
    expect(mapped('Error: m')).toBe('Error: m')
  })
})
