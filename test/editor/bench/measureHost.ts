// `node test/editor/bench/measureHost.ts <items>`: prints what a job costs the extension host (HostFigures, JSON).
// Linux x64, from a checkout that is built.
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installEditor } from '../rig/installEditor.ts'
import { hostFiguresVariable } from './hostFigures.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const itemCount = Number(process.argv[2])

await installEditor()
const { runInEditorTests } = await import('../rig/runInEditorTests.ts')
const folder = await mkdtemp(join(tmpdir(), 'wren-host-'))
try {
  const workspaceFolder = join(folder, 'workspace')
  const figuresFile = join(folder, 'figures.json')
  await mkdir(workspaceFolder)
  await copyFile(join(root, 'test', 'bench', 'fixtures', 'functions.ts'), join(workspaceFolder, 'functions.ts'))
  await writeFile(
    join(workspaceFolder, 'items.jsonl'),
    Array.from({ length: itemCount }, (_, at) => `${at}\n`).join(''),
  )
  const { failed } = await runInEditorTests({
    name: 'measure-host',
    extensionFolder: root,
    testFiles: [join(import.meta.dirname, 'measure.test.ts')],
    workspaceFolder,
    environment: { WREN_HOME: join(folder, 'home'), [hostFiguresVariable]: figuresFile },
  })
  if (failed > 0) process.exitCode = 1
  else process.stdout.write(`\n${await readFile(figuresFile, 'utf8')}\n`)
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}
