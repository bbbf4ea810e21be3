import { getTimes } from 'suncalc'

const dayMs = 24 * 3_600_000
const firstDay = Date.UTC(2025, 0, 1)

/** When the sun rises and sets on a day, counted from 0 on New Year's Day of 2025. It is taken to do both. */
export function sunTimes(day: number, latitude: number, longitude: number): { sunrise: Date; sunset: Date } {
  // Midday by the sun, which keeps no time zones.
  const midday = new Date(firstDay + (day + 0.5 - longitude / 360) * dayMs)
  const { sunrise, sunset, alwaysUp } = getTimes(midday, latitude, longitude)
  if (!sunrise || !sunset) {
    const what = alwaysUp ? 'does not set' : 'does not rise'
    throw new RangeError(`The sun ${what} at ${latitude.toFixed(1)}° north on ${midday.toISOString().slice(0, 10)}`)
  }
  return { sunrise, sunset }
}
