// Builds everything that runs into dist/: `npm run build`, or `await build()` from a test.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as esbuild, type BuildOptions, type OutputFile, type Plugin } from 'esbuild'
import { buildRuntimeZip } from '../lambda-runtime/build.ts'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const stampPath = join(dist, '.stamp')

/** What a build did: `upToDate` where no source had changed since the last one. */
export interface BuildReport {
  readonly distFolder: string
  /** The files of the build, relative to `distFolder`; what else lies there is of builds before. */
  readonly names: readonly string[]
  readonly upToDate: boolean
  readonly ms: number
}

/**
 * Builds dist/ unless it already matches the sources. Rejects where a source does not compile.
 * Files are swapped in whole, so two builds at once, or a `wren` at work meanwhile, see no half-written file.
 */
export async function build(): Promise<BuildReport> {
  const startedAt = performance.now()
  const report = (upToDate: boolean, names: readonly string[]): BuildReport => ({
    distFolder: dist,
    names,
    upToDate,
    ms: Math.round(performance.now() - startedAt),
  })
  const hash = await hashInputs()
  const known = await namesIfUpToDate(hash)
  if (known !== null) return report(true, known)

  const [runtimeZip, ...bundles] = await Promise.all([buildRuntimeZip(), ...bundlePlans().map(bundle)])
  const written = [
    ...bundles.flat(),
    launcher('runner'),
    launcher('local-cloud'),
    { path: join(dist, 'runtime.zip'), contents: runtimeZip },
  ]

  await mkdir(dist, { recursive: true })
  // Chunks first: a file in dist/ that a process starts from finds all that it names.
  const isChunk = ({ path }: OutputFileContent): boolean => dirname(path) !== dist
  for (const file of [...written.filter(isChunk), ...written.filter((each) => !isChunk(each))]) {
    await writeWhole(file.path, file.contents)
  }
  const names = written.map((file) => relative(dist, file.path)).sort()
  await removeStale(new Set(names))
  await writeWhole(stampPath, Buffer.from(JSON.stringify({ hash, names })))
  return report(false, names)
}

// CommonJS packages inside the ESM bundles call `require` for Node's own modules.
const requireBanner = `import{createRequire as nodeRequire}from'node:module';const require=nodeRequire(import.meta.url);`

type BundlePlan = Omit<BuildOptions, 'entryPoints'> & { readonly entryPoints: Record<string, string> }

function bundlePlans(): readonly BundlePlan[] {
  const shared = {
    absWorkingDir: root,
    outdir: dist,
    bundle: true,
    platform: 'node',
    target: 'node22.13',
    // Their ES modules can be cut down to what is used, and imported lazily by name.
    mainFields: ['module', 'main'],
    // Names stay readable in stack traces; the rest is shortened because parsing is what a start costs.
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: 'linked',
    sourcesContent: false,
    // It finds its platform's binary beside itself, so it stays a package in node_modules.
    external: ['esbuild'],
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  } satisfies BuildOptions
  const esm = { ...shared, format: 'esm', outExtension: { '.js': '.mjs' }, banner: { js: requireBanner } } as const
  // For the browser that VS Code is.
  const page = {
    ...shared,
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    external: [],
    mainFields: ['browser', 'module', 'main'],
    minify: true,
    sourcemap: false,
    jsx: 'automatic',
    jsxImportSource: 'preact',
  } satisfies BuildOptions
  return [
    {
      ...esm,
      // Shared and lazily imported code goes to chunks, so that `wren --help` never loads the AWS SDK.
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      entryPoints: {
        cli: 'src/cli/main.ts',
        'runtime-client': 'src/runtime-client/index.ts',
        'runner-main': 'src/runtime-client/runner/main.ts',
        'local-cloud-main': 'src/local-cloud/main.ts',
      },
    },
    // Started once per environment: one file, nothing to look up.
    { ...esm, entryPoints: { 'local-cloud-bootstrap': 'src/local-cloud/lambda/bootstrap.ts' } },
    // Runs under a debugger, which is to show nothing of it.
    { ...esm, sourcemap: false, entryPoints: { 'debug-item': 'src/runtime-client/debug/debugItem.ts' } },
    {
      ...shared,
      format: 'cjs',
      external: [...shared.external, 'vscode'],
      outExtension: { '.js': '.cjs' },
      entryPoints: { extension: 'src/extension/extension.ts' },
      plugins: [runtimeClientOnDemand],
    },
    { ...page, entryPoints: { jobPanel: 'src/extension/panels/jobPanel/view/main.tsx' } },
    { ...page, entryPoints: { jobPanel: 'src/extension/panels/jobPanel/view/jobPanel.css' } },
  ]
}

/**
 * The extension's bundle stays small, so that `activate` is quick: runtime-client is a file of its own, which is
 * loaded when it is first needed. A plain import of it would load it at once and is refused.
 */
const runtimeClientOnDemand: Plugin = {
  name: 'runtime-client-on-demand',
  setup({ onResolve }) {
    onResolve({ filter: /^#runtime-client$/ }, ({ kind }) =>
      kind === 'dynamic-import'
        ? { path: './runtime-client.mjs', external: true }
        : { errors: [{ text: 'The extension loads #runtime-client with import(), when it is first needed.' }] },
    )
  },
}

async function bundle(plan: BundlePlan): Promise<OutputFileContent[]> {
  const result = await esbuild(plan)
  return result.outputFiles ?? []
}

type OutputFileContent = Pick<OutputFile, 'path' | 'contents'>

/** Starts a main file with Node's cache of compiled code, which saves a process that is started often much of its start. */
const launcher = (name: string): OutputFileContent => ({
  path: join(dist, `${name}.mjs`),
  contents: Buffer.from(
    `import module from 'node:module'\nmodule.enableCompileCache?.()\nawait import('./${name}-main.mjs')\n`,
  ),
})

async function namesIfUpToDate(hash: string): Promise<readonly string[] | null> {
  try {
    const stamp: { hash: string; names: string[] } = JSON.parse(await readFile(stampPath, 'utf8'))
    return stamp.hash === hash && stamp.names.every((name) => existsSync(join(dist, name))) ? stamp.names : null
  } catch {
    return null
  }
}

/** SHA-256 over everything that can change what is built; packages count through the lock file. */
async function hashInputs(): Promise<string> {
  const sources = await Promise.all(['src', 'lambda-runtime'].map((folder) => listSources(join(root, folder))))
  const single = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build.ts']
  const paths = [...sources.flat(), ...single.map((path) => join(root, path))].sort()
  const contents = await Promise.all(paths.map((path) => readFile(path)))
  const hash = createHash('sha256').update(process.versions.node)
  paths.forEach((path, index) => {
    hash.update(`\0${relative(root, path)}\0`)
    hash.update(contents[index] ?? '')
  })
  return hash.digest('hex')
}

async function listSources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

async function writeWhole(path: string, contents: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}.tmp`
  await writeFile(unfinished, contents)
  await rename(unfinished, path)
}

/** A process that was started from the last build may still load one of its chunks, so those live on for an hour. */
async function removeStale(current: ReadonlySet<string>): Promise<void> {
  const keepMs = 60 * 60 * 1000
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (!entry.isFile() || current.has(relative(dist, path))) continue
    // Another build may have removed it just now.
    const found = await stat(path).catch(() => null)
    if (found !== null && Date.now() - found.mtimeMs > keepMs) await rm(path, { force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { upToDate, ms } = await build()
    process.stderr.write(upToDate ? `dist/ is up to date (${ms} ms)\n` : `built dist/ in ${ms} ms\n`)
  } catch (error) {
    // esbuild's message has file, line and what is wrong; its stack is its own.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  }
}
