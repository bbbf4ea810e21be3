import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a local cloud is started with besides its folder and version; absent: its own defaults. */
export interface LocalCloudSettings {
  /** It ends when nothing was asked of it for so long. */
  readonly idleMs?: number
  /** Whether it offers InvokeWithResponseStream. */
  readonly streaming?: boolean
  /** Invocations at once; further ones are throttled. */
  readonly concurrency?: number
  /** The faults it is to inject. */
  readonly faultPlanPath?: string
}

/** All that it takes to start a local cloud. */
export interface LocalCloudStart {
  readonly folder: string
  readonly version: string
  /** The script to run, with this very Node. */
  readonly entryPath: string
  /** A folder that may stay in use as long as it runs. */
  readonly workingFolder: string
  readonly settings: LocalCloudSettings
}

/** How a local cloud that was started ended; `error` where it could not be started at all. */
export type LocalCloudExit =
  | { readonly kind: 'error'; readonly error: Error }
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: string | null }

/**
 * Starts a local cloud that outlives this process: in a session of its own, so that Ctrl-C in a terminal does not take
 * it along. `onExit` is told if it ends while this process lives.
 */
export function spawnLocalCloud(start: LocalCloudStart, onExit: (exit: LocalCloudExit) => void): void {
  const log = openSync(logPath(start.folder), 'w', 0o600)
  try {
    const child = spawn(process.execPath, [start.entryPath, ...argumentsOf(start)], {
      cwd: start.workingFolder,
      detached: true,
      env: daemonEnvironment(),
      stdio: ['ignore', log, log],
      windowsHide: true,
    })
    child.on('error', (error) => onExit({ kind: 'error', error }))
    child.on('exit', (code, signal) => onExit({ kind: 'exited', code, signal }))
    child.unref()
  } finally {
    closeSync(log)
  }
}

const logPath = (folder: string): string => join(folder, 'daemon.log')

/** The end of what the last local cloud of that folder wrote, and where the rest is. */
export async function readLogTail(folder: string): Promise<{ readonly path: string; readonly tail: string }> {
  const path = logPath(folder)
  const whole = await readFile(path, 'utf8').catch(() => '')
  return { path, tail: whole.trimEnd().split('\n').slice(-20).join('\n') }
}

function argumentsOf({ folder, version, settings }: LocalCloudStart): readonly string[] {
  const { idleMs, streaming, concurrency, faultPlanPath } = settings
  return [
    '--folder',
    folder,
    '--version',
    version,
    ...(idleMs === undefined ? [] : ['--idle-ms', String(idleMs)]),
    ...(streaming === undefined ? [] : ['--streaming', streaming ? 'on' : 'off']),
    ...(concurrency === undefined ? [] : ['--concurrency', String(concurrency)]),
    ...(faultPlanPath === undefined ? [] : ['--fault-plan', faultPlanPath]),
  ]
}

/** A debugger or a loader that this process was started with is not meant for one that outlives it. */
function daemonEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, VSCODE_INSPECTOR_OPTIONS: _inspector, ...environment } = process.env
  return { ...environment, ELECTRON_RUN_AS_NODE: '1' }
}
