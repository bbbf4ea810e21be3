import { describe, expect, it } from 'vitest'
import { jobRequest, missingVariables, optionFields, type JobOptions } from './jobOptions.ts'

const options: JobOptions = {
  concurrency: null,
  itemConcurrency: 1,
  batchSize: null,
  memoryMb: 1769,
  itemTimeoutMs: 60_000,
  retries: 0,
  env: [],
  skipBadInput: false,
}
const choice = { modulePath: '/w/score.ts', exportName: 'score' }
const input = { inputPath: '/w/homes.csv', profile: 'local', sample: null }

describe('jobRequest', () => {
  it('leaves out what is automatic', () => {
    expect(jobRequest(choice, input, options, {})).toEqual({
      ...choice,
      inputPath: '/w/homes.csv',
      profile: 'local',
      itemConcurrency: 1,
      memoryMb: 1769,
      itemTimeoutMs: 60_000,
      retries: 0,
      env: {},
      skipBadInput: false,
    })
  })

  it('asks for a sample and for what was chosen', () => {
    const request = jobRequest(choice, { ...input, sample: 10 }, { ...options, concurrency: 5, batchSize: 2 }, {})
    expect(request).toMatchObject({ sample: 10, concurrency: 5, batchSize: 2 })
  })

  it('takes variables as they are given or from the environment', () => {
    const wanted = { ...options, env: ['KEY=a=b', 'PASSED', 'ABSENT'] }
    const environment = { PASSED: 'on' }
    expect(jobRequest(choice, input, wanted, environment).env).toEqual({ KEY: 'a=b', PASSED: 'on' })
    expect(missingVariables(wanted, environment)).toEqual(['ABSENT'])
  })
})

describe('optionFields', () => {
  const field = (key: keyof JobOptions): (typeof optionFields)[number] => {
    const found = optionFields.find((each) => each.key === key)
    if (found === undefined) throw new Error(`no field ${key}`)
    return found
  }

  it.each([
    ['concurrency', ' 12 ', 12],
    ['concurrency', '', null],
    ['memoryMb', '3008', 3008],
    ['itemTimeoutMs', '2m', 120_000],
    ['itemTimeoutMs', '500ms', 500],
    ['itemTimeoutMs', '1.5', 1_500],
    ['retries', '0', 0],
    ['env', 'A=1, B', ['A=1', 'B']],
    ['env', '', []],
  ] as const)('%s takes %j', (key, text, value) => {
    expect(field(key).change(options, text)).toEqual({ ...options, [key]: value })
  })

  it.each([
    ['concurrency', '0'],
    ['concurrency', '1.5'],
    ['memoryMb', ''],
    ['memoryMb', '64'],
    ['itemTimeoutMs', '20m'],
    ['itemTimeoutMs', '0'],
    ['retries', '-1'],
    ['env', '1A=2'],
  ] as const)('%s refuses %j with a reason', (key, text) => {
    expect(field(key).change(options, text)).toEqual(expect.any(String))
  })

  it('gives back what is there when nothing is changed', () => {
    const full = { ...options, concurrency: 3, env: ['A=1'], itemTimeoutMs: 1_500 }
    for (const each of optionFields) expect(each.change(full, each.edit(full))).toEqual(full)
  })
})
