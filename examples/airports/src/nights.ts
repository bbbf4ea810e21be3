import { getMoonPosition } from 'suncalc'
import { sunTimes } from './sunTimes.ts'

/** A row of data/airports.csv. Whatever a CSV file holds, it holds as text. */
export interface Airport {
  readonly iata: string
  readonly name: string
  readonly state: string
  readonly latitude: string
  readonly longitude: string
}

/** What a year of runway lights comes to at one airport. */
export interface YearOfNights {
  readonly iata: string
  readonly state: string
  readonly darkHours: number
  /** Nights that have the moon below the horizon in their middle. */
  readonly moonless: number
  readonly shortest: Night
  readonly longest: Night
}

/** From a sunset to the sunrise after it. */
interface Night {
  readonly sunset: Date
  readonly hours: number
}

/** Adds up the nights of 2025 at an airport. */
export function nights({ iata, name, state, ...place }: Airport): YearOfNights {
  const latitude = Number(place.latitude)
  const longitude = Number(place.longitude)
  const year = [...nightsOf2025(latitude, longitude)]
  const shortest = year.reduce((least, night) => (night.hours < least.hours ? night : least))
  const longest = year.reduce((most, night) => (night.hours > most.hours ? night : most))
  const darkHours = year.reduce((sum, night) => sum + night.hours, 0)
  const moonless = year.filter((night) => isMoonless(night, latitude, longitude)).length

  console.log(`${name}, ${state}: nights last from ${shortest.hours.toFixed(1)} to ${longest.hours.toFixed(1)} hours`)
  return { iata, state, darkHours: Math.round(darkHours), moonless, shortest, longest }
}

function* nightsOf2025(latitude: number, longitude: number): Generator<Night> {
  let { sunset } = sunTimes(0, latitude, longitude)
  for (let day = 1; day <= 365; day++) {
    const next = sunTimes(day, latitude, longitude)
    yield { sunset, hours: (next.sunrise.getTime() - sunset.getTime()) / 3_600_000 }
    sunset = next.sunset
  }
}

function isMoonless({ sunset, hours }: Night, latitude: number, longitude: number): boolean {
  const middle = new Date(sunset.getTime() + (hours / 2) * 3_600_000)
  return getMoonPosition(middle, latitude, longitude).altitude < 0
}
