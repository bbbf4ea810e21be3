import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Measures the memory of process groups: what all processes of a group have resident, in bytes. */
export interface GroupMemory {
  /** Null where this platform does not tell at once. */
  read(groupPid: number): number | null
  /** All groups at a time, for platforms where that takes a process of its own; empty where unknown. */
  readAll(): Promise<ReadonlyMap<number, number>>
}

/** The way of measuring that this platform has. */
export function createGroupMemory(): GroupMemory {
  if (process.platform === 'linux') return { read: readLinux, readAll: () => Promise.resolve(new Map()) }
  if (process.platform === 'win32') return { read: () => null, readAll: () => Promise.resolve(new Map()) }
  return { read: () => null, readAll: readWithPs }
}

function readLinux(groupPid: number): number | null {
  let ownKb = 0
  let fileKb = 0
  let found = false
  for (const pid of withDescendants(groupPid)) {
    const status = readText(`/proc/${pid}/status`)
    if (status === '') continue
    found = true
    ownKb += readKb(status, 'RssAnon:') + readKb(status, 'RssShmem:')
    // Pages of the executable are mapped into each process but exist once.
    fileKb = Math.max(fileKb, readKb(status, 'RssFile:'))
  }
  return found ? (ownKb + fileKb) * 1024 : null
}

function withDescendants(pid: number): readonly number[] {
  const pids = [pid]
  for (let index = 0; index < pids.length; index += 1) {
    // Node starts processes from its main thread, whose id is the process's own.
    const children = readText(`/proc/${pids[index]}/task/${pids[index]}/children`).trim()
    if (children !== '') pids.push(...children.split(' ').map(Number))
  }
  return pids
}

function readKb(status: string, label: string): number {
  const start = status.indexOf(label)
  return start < 0 ? 0 : Number.parseInt(status.slice(start + label.length, start + label.length + 24), 10)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

async function readWithPs(): Promise<ReadonlyMap<number, number>> {
  const output = await new Promise<string>((resolve) => {
    execFile('ps', ['-axo', 'pgid=,rss='], { maxBuffer: 4 * 1024 * 1024 }, (_error, stdout) => resolve(stdout))
  })
  const bytes = new Map<number, number>()
  for (const line of output.split('\n')) {
    const [group, kilobytes] = line.trim().split(/\s+/).map(Number)
    if (group === undefined || kilobytes === undefined) continue
    bytes.set(group, (bytes.get(group) ?? 0) + kilobytes * 1024)
  }
  return bytes
}
