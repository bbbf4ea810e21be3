import { expect, it } from 'vitest'
import { runtimeRows, type RuntimeView } from './runtimeRows.ts'

const shown = (view: RuntimeView): readonly string[] =>
  runtimeRows(view).map(({ label, description }) => [label, description].filter(Boolean).join(' | '))

const status = {
  profile: 'work',
  region: 'eu-west-1',
  accountId: '1234',
  isDeployed: true,
  bucket: { name: 'b', exists: true },
  role: { name: 'r', exists: true },
  functions: [{ name: 'wren-1769', memoryMb: 1769, state: 'Active', version: { version: '0.1.0', protocol: 1 } }],
}

it('shows profile, Region, functions, their versions and states', () => {
  expect(shown({ kind: 'aws', version: '0.1.0', status })).toEqual([
    'Profile | work',
    'Region | eu-west-1 · account 1234',
    'wren-1769 | 1769 MB · Wren 0.1.0 · Active',
  ])
})

it('offers an upgrade where another version is deployed', () => {
  const [row] = runtimeRows({ kind: 'aws', version: '0.2.0', status }).slice(-1)
  expect(row).toMatchObject({ context: 'function other', description: expect.stringContaining('this is Wren 0.2.0') })
})

it('offers to deploy where there is nothing', () => {
  const [row] = runtimeRows({ kind: 'aws', version: '0.1.0', status: { ...status, isDeployed: false } }).slice(-1)
  expect(row).toMatchObject({ label: 'Not deployed', command: { id: 'wren.deployRuntime' } })
})

it('does not need the local cloud to run', () => {
  expect(shown({ kind: 'local', version: '0.1.0', clouds: [] })).toEqual([
    'Profile | local',
    'Local cloud | starts when a job needs it',
  ])
})

it('says what went wrong', () => {
  expect(shown({ kind: 'failed', profile: 'work', message: 'The token has expired' })).toEqual([
    'Profile | work',
    'The token has expired',
  ])
})
