import { accessSync, constants, mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { WrenError } from '../errors.ts'

/**
 * The folder of all of Wren's state: WREN_HOME, else the platform's place for state that a program keeps between its
 * runs and that is no use on another machine. Absolute.
 */
export function wrenHome(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = environment['WREN_HOME']
  if (chosen !== undefined && chosen !== '') return resolve(chosen)
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'wren')
  if (platform === 'win32') return join(environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'wren')
  const state = environment['XDG_STATE_HOME']
  return join(state === undefined || state === '' ? join(homedir(), '.local', 'state') : state, 'wren')
}

/** Makes the folder, readable by this user alone. Throws a WrenError where it cannot be made or written to. */
export function prepareWrenHome(home: string): void {
  try {
    makeFolder(home)
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new WrenError('input', `Wren cannot keep its state in ${home} (${reason})`, {
      nextStep: 'Make that folder writable, or set WREN_HOME to one that is.',
      cause: error,
    })
  }
}

/** Node's own recursive mkdir never ends where a file system refuses with ENOENT, as /proc does. */
function makeFolder(path: string): void {
  if (isFolder(path)) return
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have been quicker.
    if (!isFolder(path)) throw error
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
