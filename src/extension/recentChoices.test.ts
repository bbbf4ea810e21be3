import { expect, it } from 'vitest'
import { type ChoiceStore, RecentChoices } from './recentChoices.ts'

/** Keeps values in memory as the editor does: as JSON. */
function memoryStore(): ChoiceStore {
  const values = new Map<string, string>()
  return {
    get: (key) => JSON.parse(values.get(key) ?? 'null') ?? undefined,
    update: async (key, value) => void values.set(key, JSON.stringify(value)),
  }
}

const score = { modulePath: '/w/score.ts', exportName: 'score' }
const rank = { modulePath: '/w/rank.ts', exportName: 'default' }

it('remembers functions and their inputs over a reload, the last first', async () => {
  const store = memoryStore()
  await new RecentChoices(store).remember(score, '/w/a.csv')
  await new RecentChoices(store).remember(rank, '/w/b.csv')
  const choices = new RecentChoices(store)
  expect(choices.functions()).toEqual([rank, score])
  expect(choices.inputs()).toEqual(['/w/b.csv', '/w/a.csv'])
  expect(choices.inputs(score)).toEqual(['/w/a.csv', '/w/b.csv'])
})

it('keeps each once, and no more than anyone looks through', async () => {
  const choices = new RecentChoices(memoryStore())
  for (let index = 0; index < 50; index++) await choices.remember(score, `/w/${index % 40}.csv`)
  expect(choices.functions()).toEqual([score])
  expect(choices.inputs(score)).toHaveLength(30)
  expect(choices.inputs(score)[0]).toBe('/w/9.csv')
})
