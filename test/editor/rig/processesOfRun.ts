import { readFileSync, readdirSync } from 'node:fs'

/** The environment variable by which every process of a run is known; its value is the run's folder. */
export const runMarker = 'WREN_RIG_RUN'

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // It ended while we looked, or belongs to another user.
    return ''
  }
}

/** The process group of `/proc/<pid>/stat`; the name before it is in parentheses and may hold anything. */
function groupOf(stat: string): number {
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2])
}

const isZombie = (stat: string): boolean => stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')

/**
 * The processes that run with `folder` as their marker, and the groups that these lead: a browser's children
 * overwrite their environment. Linux only (reads /proc).
 */
export function processesOfRun(folder: string): readonly number[] {
  const living = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), stat: readOrEmpty(`/proc/${name}/stat`) }))
    .filter(({ pid, stat }) => pid !== process.pid && stat !== '' && !isZombie(stat))
  const marker = `${runMarker}=${folder}`
  const marked = new Set(
    living.filter(({ pid }) => readOrEmpty(`/proc/${pid}/environ`).split('\0').includes(marker)).map(({ pid }) => pid),
  )
  return living.filter(({ pid, stat }) => marked.has(pid) || marked.has(groupOf(stat))).map(({ pid }) => pid)
}
