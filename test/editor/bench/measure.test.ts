// Runs inside the extension host; see measureHost.ts. A test only in that Mocha runs it.
import { strict as assert } from 'node:assert'
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import * as vscode from 'vscode'
import { ended, extensionId, inWorkspace, openClient, startJob } from '../suite/workspace.ts'
import { type HostFigures, hostFiguresVariable } from './hostFigures.ts'

interface ExtensionModule {
  activate(context: vscode.ExtensionContext): void
}

/** Loads the extension before the editor does, and lets it call an `activate` that looks at the clock. */
function timeActivation(main: string): { readonly loadMs: number; activateMs: number } {
  const load = createRequire(main)
  const loadFrom = performance.now()
  const module: ExtensionModule = load(main)
  const times = { loadMs: performance.now() - loadFrom, activateMs: Number.NaN }
  const cached = load.cache[load.resolve(main)]
  assert.ok(cached)
  cached.exports = {
    ...module,
    activate: (context: vscode.ExtensionContext) => {
      const from = performance.now()
      module.activate(context)
      times.activateMs = performance.now() - from
    },
  }
  return times
}

const inMs = (nanoseconds: number): number => nanoseconds / 1e6

it('measures', async () => {
  const extension = vscode.extensions.getExtension(extensionId)
  assert.ok(extension)
  assert.equal(extension.isActive, false)
  const times = timeActivation(join(extension.extensionPath, extension.packageJSON.main))
  await extension.activate()
  const client = await openClient()

  await vscode.commands.executeCommand('wren.jobs.focus')
  const argument = {
    modulePath: inWorkspace('functions.ts'),
    exportName: 'nothing',
    inputPath: inWorkspace('items.jsonl'),
  }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const jobId = await startJob(client, 'wren.map', argument)
  await vscode.commands.executeCommand('wren.openJobPanel', jobId)
  await vscode.commands.executeCommand('wren.jobs.focus')
  // The job, its invocations and its items unfolded: all that is in sight is read anew with every refresh.
  for (const command of ['focusFirst', 'expand', 'focusDown', 'expand', 'focusDown']) {
    await vscode.commands.executeCommand(`list.${command}`)
  }
  const { counts, startedAt, endedAt } = await ended(client, jobId)
  delay.disable()

  const figures: HostFigures = {
    ...times,
    items: counts.succeeded,
    jobMs: (endedAt ?? Number.NaN) - (startedAt ?? Number.NaN),
    delayP50Ms: inMs(delay.percentile(50)),
    delayP99Ms: inMs(delay.percentile(99)),
    delayMaxMs: inMs(delay.max),
  }
  writeFileSync(process.env[hostFiguresVariable] ?? '', JSON.stringify(figures))
}).timeout(0)
