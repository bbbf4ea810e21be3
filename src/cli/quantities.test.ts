import { expect, test } from 'vitest'
import { formatAge, formatCount, formatDuration, formatItems, formatRate } from './quantities.ts'

test('durations have one or two units', () => {
  const texts = [
    0, 0.108, 0.96, 420, 3_210, 9_949, 9_950, 41_400, 59_600, 125_000, 180_000, 11_400_000, 187_200_000,
  ].map(formatDuration)
  expect(texts).toEqual([
    '0 ms',
    '0.1 ms',
    '1 ms',
    '420 ms',
    '3.2 s',
    '9.9 s',
    '10 s',
    '41 s',
    '1 min',
    '2 min 5 s',
    '3 min',
    '3 h 10 min',
    '2 d 4 h',
  ])
})

test('ages have one unit', () => {
  expect([0, 12_000, 200_000, 18_100_000, 200_000_000].map(formatAge)).toEqual([
    'now',
    '12 s ago',
    '3 min ago',
    '5 h ago',
    '2 d ago',
  ])
})

test('counts are grouped and rates rounded', () => {
  expect([formatCount(1_234_567), formatItems(1), formatItems(2_000)]).toEqual(['1,234,567', '1 item', '2,000 items'])
  expect([0.42, 12.4, 1234].map(formatRate)).toEqual(['0.4/s', '12/s', '1,234/s'])
})
