// Run by the executable `vsCodeShim`. Signals need no handling: when this process is gone, its runs' keepers tidy up.
import { runTestsInServer } from './runTestsInServer.ts'
import { parseShimArguments } from './shimArguments.ts'

const timeoutMs = Number(process.env['WREN_RIG_TIMEOUT_MS'] ?? 180_000)

process.exitCode = await runTestsInServer(parseShimArguments(process.argv.slice(2)), {
  timeoutMs,
  print: (line) => process.stdout.write(`${line}\n`),
}).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
})
