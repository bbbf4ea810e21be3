import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

/** An import that a layer must not have: the folder it is planted in, what it imports, and who refuses it. */
interface Violation {
  readonly folder: string
  readonly imports: string
  /** References between projects know nothing of packages. */
  readonly refusedBy: 'lint' | 'lint and types'
}

const lintAlone = (folder: string, ...imports: string[]): Violation[] =>
  imports.map((each) => ({ folder, imports: each, refusedBy: 'lint' }))
const both = (folder: string, ...imports: string[]): Violation[] =>
  imports.map((each) => ({ folder, imports: each, refusedBy: 'lint and types' }))

const violations: readonly Violation[] = [
  ...lintAlone('src/protocol', 'vscode', 'zod', 'node:fs', '@aws-sdk/client-s3'),
  ...lintAlone('src/protocol', '../runtime-client/planted.ts'),
  ...both('src/protocol', '#runtime-client/errors', '#owner-lock'),
  ...lintAlone('src/owner-lock', 'vscode', 'zod', '../protocol/planted.ts'),
  ...both('src/owner-lock', '#protocol/version'),
  ...lintAlone('src/runtime-client', 'vscode', '@aws-sdk/client-s3', '@smithy/signature-v4', '#runtime-client/errors'),
  ...lintAlone('src/runtime-client/local', '@aws-sdk/client-s3', '@smithy/node-http-handler'),
  ...lintAlone('src/runtime-client/aws', 'vscode'),
  ...both(
    'src/runtime-client',
    '#local-cloud/planted',
    '#lambda-runtime/planted',
    '../cli/planted.ts',
    '../extension/planted.ts',
    '../../test/planted.ts',
  ),
  ...lintAlone('src/local-cloud', 'vscode', '../protocol/planted.ts'),
  ...both('src/local-cloud', '#protocol/version', '#runtime-client/errors'),
  ...lintAlone('lambda-runtime/src', 'vscode', '../../src/protocol/planted.ts'),
  ...both('lambda-runtime/src', '#runtime-client/errors', '#local-cloud/planted', '#owner-lock'),
  ...lintAlone(
    'src/cli',
    'vscode',
    '@aws-sdk/client-lambda',
    'esbuild',
    '#runtime-client/errors',
    '../protocol/planted.ts',
  ),
  ...both('src/cli', '#local-cloud/planted', '#lambda-runtime/planted', '../extension/planted.ts'),
  ...lintAlone('src/extension', '@aws-sdk/client-lambda', 'esbuild', '#runtime-client/errors'),
  ...both('src/extension', '#local-cloud/planted', '#lambda-runtime/planted', '../cli/planted.ts'),
  ...lintAlone('src/extension/panels/jobPanel/view', 'vscode', 'node:fs', '#runtime-client', '../host/planted.ts'),
  ...lintAlone('scripts', '../test/planted.ts'),
]

const fileOf = (violation: Violation): string => join(violation.folder, `planted${violations.indexOf(violation)}.ts`)

let copy: string
let lintSays: string
let typesSay: string

beforeAll(() => {
  // A copy with the same configuration, so that a run that is cut short leaves nothing in the sources.
  copy = mkdtempSync(join(tmpdir(), 'wren-layers-'))
  for (const path of ['.oxlintrc.json', 'package.json', 'tsconfig.base.json'])
    cpSync(join(root, path), join(copy, path))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction')
  const projects = ['protocol', 'owner-lock', 'local-cloud', 'runtime-client', 'cli', 'extension'].map(
    (it) => `src/${it}`,
  )
  for (const project of [...projects, 'lambda-runtime', 'scripts', 'test']) {
    writeInto(join(project, 'tsconfig.json'), readFileSync(join(root, project, 'tsconfig.json'), 'utf8'))
    writeInto(join(project, 'planted.ts'), 'export const planted = 1\n')
  }
  writeInto('lambda-runtime/src/planted.ts', 'export const planted = 1\n')
  for (const path of ['src/protocol/version.ts', 'src/runtime-client/errors.ts', 'src/owner-lock/ownerLock.ts']) {
    writeInto(path, 'export const planted = 1\n')
  }
  for (const violation of violations) {
    writeInto(fileOf(violation), `import * as planted from '${violation.imports}'\nexport const used = planted\n`)
  }
  lintSays = run('node_modules/oxlint/bin/oxlint', '--format=unix')
  typesSay = run('node_modules/typescript/bin/tsc', '-b', ...projects, 'lambda-runtime', 'scripts')
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

function writeInto(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true })
  writeFileSync(join(copy, path), text)
}

function run(script: string, ...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], { cwd: copy, encoding: 'utf8' })
  return (stdout + stderr).replaceAll('\\', '/')
}

const linesAbout = (output: string, path: string): string[] =>
  output.split('\n').filter((line) => line.includes(path.replaceAll('\\', '/')))

describe('a layer refuses what it must not import', () => {
  test.for(violations)('$folder: $imports ($refusedBy)', (violation) => {
    const lint = linesAbout(lintSays, fileOf(violation)).filter((line) => line.includes('no-restricted-imports'))
    expect(lint, `lint says:\n${lintSays}`).not.toEqual([])
    if (violation.refusedBy === 'lint and types') {
      const types = linesAbout(typesSay, fileOf(violation)).filter((line) => /error TS(6307|6059|2307)/.test(line))
      expect(types, `tsc says:\n${typesSay}`).not.toEqual([])
    }
  })

  test('and the AWS SDK has its one place', () => {
    writeInto(
      'src/runtime-client/aws/allowed.ts',
      "import { S3Client } from '@aws-sdk/client-s3'\nexport const used = S3Client\n",
    )
    writeInto('src/cli/allowed.ts', "import { planted } from '#runtime-client'\nexport const used = planted\n")
    const output = run(
      'node_modules/oxlint/bin/oxlint',
      '--format=unix',
      'src/runtime-client/aws/allowed.ts',
      'src/cli/allowed.ts',
    )
    expect(output).not.toContain('no-restricted-imports')
  })

  test('and a cycle is refused', () => {
    writeInto('src/cli/one.ts', "import { two } from './two.ts'\nexport const one = (): number => two()\n")
    writeInto('src/cli/two.ts', "import { one } from './one.ts'\nexport const two = (): number => one()\n")
    expect(run('node_modules/oxlint/bin/oxlint', '--format=unix', 'src/cli/one.ts')).toContain('import(no-cycle)')
  })
})
