import { expect, it } from 'vitest'
import { withoutPictures } from './withoutPictures.ts'

it('takes out what lies beside the text, and leaves links and pictures from the network', () => {
  const kept = 'See [a picture](media/a.png).\n\n![far](https://example.com/b.png)\n\nEnd\n'
  expect(withoutPictures(`One\n\n![near](media/a.png)\n\n${kept}`)).toBe(`One\n\n${kept}`)
})
