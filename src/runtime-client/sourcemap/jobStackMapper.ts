import { readFile, realpath } from 'node:fs/promises'
import { dirname } from 'node:path'
import { findProjectFolder } from '../bundle/buildModule.ts'
import type { JobFolder } from '../job/jobFolder.ts'
import { createStackMapper, type StackMapper } from './mapRemoteStack.ts'

/** Maps raw errors of a job that ran earlier, with the source map of its bundle; leaves them as they are without one. */
export async function openJobStackMapper(folder: JobFolder, modulePath: string): Promise<StackMapper> {
  const text = await readFile(folder.sourceMap, 'utf8').catch(() => null)
  if (text === null) return { mapError: (error) => error, mapText: (line) => line }
  return createStackMapper(text, { sourceRoot: await projectFolderOf(modulePath) })
}

/** The folder that the sources of a module's bundle are relative to, also where the module has gone since. */
export async function projectFolderOf(modulePath: string): Promise<string> {
  try {
    return await findProjectFolder(await realpath(modulePath))
  } catch {
    return dirname(modulePath)
  }
}
