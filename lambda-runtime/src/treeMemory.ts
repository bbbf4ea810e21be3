import { readFileSync } from 'node:fs'

const pageBytes = 4096
const maxGenerations = 8

/**
 * Bytes of memory that a process and all that it has started hold, or undefined where there is no /proc. Pages that
 * are mapped from files, as Node's own code is, are many times mapped and once there: the largest share counts.
 */
export function readTreeMemory(pid: number): number | undefined {
  let ownPages = 0
  let sharedPages = 0
  let isKnown = false
  let generation: readonly number[] = [pid]
  for (let depth = 0; depth <= maxGenerations && generation.length > 0; depth += 1) {
    const next: number[] = []
    for (const each of generation) {
      const fields = read(`/proc/${each}/statm`)?.split(' ')
      if (fields === undefined) continue
      isKnown = true
      const shared = Number(fields[2])
      ownPages += Number(fields[1]) - shared
      sharedPages = Math.max(sharedPages, shared)
      // Node starts processes from its main thread, whose id is the process's own.
      const children = read(`/proc/${each}/task/${each}/children`)?.trim()
      if (children) next.push(...children.split(' ').map(Number))
    }
    generation = next
  }
  return isKnown ? (ownPages + sharedPages) * pageBytes : undefined
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}
