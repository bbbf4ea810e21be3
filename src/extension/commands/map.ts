import { type MapContext, startMap } from './startMap.ts'

/** Maps a function over a file of inputs, with the options of the settings. */
export async function map(context: MapContext, argument: unknown): Promise<void> {
  const variant = {
    title: 'Map Function Over Inputs',
    sample: null,
    chooseOptions: async <Options>(options: Options): Promise<Options> => options,
  }
  await startMap(context, variant, argument)
}
