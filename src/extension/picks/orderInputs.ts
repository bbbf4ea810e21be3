import { basename } from 'node:path'
import { isInputPath } from '../mapTarget.ts'

/** Files that tools keep beside the user's data. */
const toolFiles =
  /^(package(-lock)?|npm-shrinkwrap|tsconfig.*|jsconfig.*|composer|deno|nx|turbo|lerna|vercel|knip|renovate|manifest|biome|launch|tasks|settings|extensions|LICEN[SC]E.*|requirements|robots|CMakeLists)\.(json|txt)$/i

/** An input as it is offered. */
export interface OfferedInput {
  readonly path: string
  readonly origin: 'Recent' | 'Open' | 'In the workspace'
}

/** The input files to choose from, each once: recent ones, open ones, all others by path. */
export function orderInputs(known: {
  readonly recent: readonly string[]
  readonly open: readonly string[]
  readonly inWorkspace: readonly string[]
}): readonly OfferedInput[] {
  const offered = new Map<string, OfferedInput>()
  const offer = (origin: OfferedInput['origin'], path: string): void => {
    if (!offered.has(path)) offered.set(path, { path, origin })
  }
  const isLikely = (path: string): boolean => isInputPath(path) && !toolFiles.test(basename(path))
  for (const path of known.recent) offer('Recent', path)
  for (const path of known.open.filter(isLikely)) offer('Open', path)
  for (const path of known.inWorkspace.filter(isLikely).toSorted()) offer('In the workspace', path)
  return [...offered.values()]
}
