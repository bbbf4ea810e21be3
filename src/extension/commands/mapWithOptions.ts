import { pickOptions } from '../picks/pickOptions.ts'
import { type MapContext, startMap } from './startMap.ts'

/** Maps a function over a file of inputs, after asking for options. */
export async function mapWithOptions(context: MapContext, argument: unknown): Promise<void> {
  await startMap(context, { title: 'Map with Options', sample: null, chooseOptions: pickOptions }, argument)
}
