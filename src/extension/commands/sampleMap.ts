import { type MapContext, startMap } from './startMap.ts'

const sampleSize = 10

/** Maps a function over 10 items of a file, to see how it does. */
export async function sampleMap(context: MapContext, argument: unknown): Promise<void> {
  const variant = {
    title: `Sample ${sampleSize} Inputs`,
    sample: sampleSize,
    chooseOptions: async <Options>(options: Options): Promise<Options> => options,
  }
  await startMap(context, variant, argument)
}
