// `node test/editor/keepPictures.ts`, after the tests in the browser have run: takes their best pictures into media/,
// where README and walkthrough show them. Look at them first.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { rigPaths } from './rig/rigPaths.ts'

const names = ['lens', 'page-running', 'exception', 'exception-part', 'line', 'page', 'profiles']
const folder = join(import.meta.dirname, '..', '..', 'media', 'pictures')

await mkdir(folder, { recursive: true })
for (const name of names.flatMap((each) => [`${each}-light.png`, `${each}-dark.png`])) {
  await copyFile(join(rigPaths.screenshots, name), join(folder, name))
}
