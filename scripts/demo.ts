import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from './build.ts'

// npm run demo: maps a real function over a real data file on the local cloud, and shows what comes of it.

const root = fileURLToPath(new URL('..', import.meta.url))
const wren = fileURLToPath(new URL('../bin/wren.mjs', import.meta.url))
// Beside the code and not in the user's own WREN_HOME: a demo leaves no traces elsewhere.
const home = fileURLToPath(new URL('../.wren/', import.meta.url))
const exportedFunction = 'examples/airports/src/nights.ts#nights'
const input = 'examples/airports/data/airports.csv'
/** What `wren map` ends with where every item was heard of but some did not succeed. */
const someFailed = 1

say(`Wren maps ${exportedFunction} over ${input}: a year of nights at every US airport.`)
await build()
let exitCode = await runWren('map', exportedFunction, '--input', input)
if (exitCode === someFailed) {
  say(
    '\nThe failures are real: where the sun does not set or rise every day, there is no night to measure. One of them:',
  )
  await runWren('show', 'last', '--item', '505')
  exitCode = 0
}
await runWren('local', 'stop')
say(
  `\nThis job lies in ${relative(root, home)}: look around with WREN_HOME=${relative(process.cwd(), home)} npm run -s wren -- show last`,
  'Try your own: npm run -s wren -- map <module>#<export> --input <file>',
)
process.exitCode = exitCode

async function runWren(...args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [wren, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WREN_HOME: home },
  })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 3
}

function say(...lines: readonly string[]): void {
  process.stderr.write(lines.map((line) => `${line}\n`).join(''))
}
