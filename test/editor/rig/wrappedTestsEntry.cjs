// Runs the tests' real entry and leaves a file when it has come to its end. VS Code itself reports success when its extension host was
// killed in mid-run; a run without this file has failed.
// CommonJS, because VS Code decides by this ending, not by Node's rules, how it loads the entry.
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { pathToFileURL } = require('node:url')
const { format } = require('node:util')

const entry = process.env.WREN_RIG_TESTS_ENTRY
/** Marks what tests and extension print, so that it can be told from the page's own log, through which it travels. */
function markOutput() {
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    const print = console[level].bind(console)
    const value = (...args) =>
      format(...args)
        .split('\n')
        .forEach((line) => print(`wren-rig:${line}`))
    // The extension host's own are accessors that ignore an assignment.
    Object.defineProperty(console, level, { value, configurable: true, writable: true })
  }
}

async function load() {
  try {
    return require(entry)
  } catch (error) {
    if (error.code !== 'ERR_REQUIRE_ASYNC_MODULE') throw error
    return await import(pathToFileURL(require.resolve(entry)).href)
  }
}

/** Both shapes of `run` that @vscode/test-electron knows: one that returns a promise and one that takes a callback. */
async function runEntry() {
  const { run } = await load()
  await new Promise((resolve, reject) => {
    const callback = (error, failures) => {
      if (error) reject(error)
      else if (failures > 0) reject(new Error(`${failures} tests failed`))
      else resolve()
    }
    const result = run(entry, callback)
    if (typeof result?.then === 'function') result.then(resolve, reject)
    else if (run.length < 2) resolve()
  })
}

exports.run = async () => {
  markOutput()
  process.setSourceMapsEnabled(true)
  try {
    await runEntry()
  } finally {
    writeFileSync(join(process.env.WREN_RIG_RUN, 'tests-ended'), '')
  }
}
