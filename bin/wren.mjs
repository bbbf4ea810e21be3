#!/usr/bin/env node
// Starts the built CLI. Plain JavaScript that any Node can read, so that one which is too old gets a word, not a stack.
import module from 'node:module'

/** The same floor as package.json's `engines`: `node:sqlite` without a flag. */
const minimum = [22, 13]

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < minimum[0] || (major === minimum[0] && minor < minimum[1])) {
  process.stderr.write(
    `wren needs Node ${minimum.join('.')} or newer; this is ${process.version}. Get it from https://nodejs.org.\n`,
  )
  process.exit(2)
}

// Node warns that node:sqlite may change; that is ours to watch, not the user's.
const [showWarning] = process.listeners('warning')
process.removeAllListeners('warning')
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning' || !warning.message.includes('SQLite')) showWarning?.(warning)
})

// Compiled code is kept between runs: half of a start is compiling.
module.enableCompileCache?.()

const packageFolder = new URL('..', import.meta.url)
try {
  const { main } = await import('../dist/cli.mjs')
  await main({ packageFolder })
} catch (error) {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !String(error.message).includes('cli.mjs')) throw error
  process.stderr.write(
    'wren is not built: there is no dist/cli.mjs. Run `npm run build` in the folder of its package.\n',
  )
  process.exitCode = 2
}
